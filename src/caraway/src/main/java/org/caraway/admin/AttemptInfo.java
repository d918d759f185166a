package org.caraway.admin;

import java.time.Instant;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a task that did not succeed. Immutable.
 *
 * @param attempt its number, from 1
 * @param workerId the worker that ran it, null if there was none
 * @param startedAt the time of the claim, null if it was never claimed
 * @param endedAt the time of its end, by the database's clock
 * @param outcome {@code RETRY}, {@code POSTPONED}, {@code FAILURE}, {@code REJECTED}, {@code IGNORED}, {@code LOST} or
 *     {@code REVOKED}
 * @param error its error, null if there was none
 */
public record AttemptInfo(
        int attempt,
        @Nullable String workerId,
        @Nullable Instant startedAt,
        Instant endedAt,
        String outcome,
        @Nullable TaskError error) {}
