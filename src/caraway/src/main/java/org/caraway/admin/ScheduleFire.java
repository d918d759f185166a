package org.caraway.admin;

import java.time.Instant;
import java.util.UUID;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A fire in the history of a schedule. Immutable.
 *
 * @param at the instant of the fire
 * @param outcome what became of it
 * @param taskId its task, null if there is none
 * @param taskState the state of its task, null if there is none, or it is not retained any more
 * @param reason why it did not run as planned, null if it did
 * @param recordedAt when the outcome was stored
 */
public record ScheduleFire(
        Instant at,
        FireOutcome outcome,
        @Nullable UUID taskId,
        @Nullable TaskState taskState,
        @Nullable String reason,
        Instant recordedAt) {}
