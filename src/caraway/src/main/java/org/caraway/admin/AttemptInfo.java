package org.caraway.admin;

import java.time.Instant;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a task that did not succeed. Immutable.
 *
 * @param attempt its number, from 1
 * @param workerId the worker that ran it, null if it had none
 * @param startedAt when it was claimed, null if it never was
 * @param endedAt when it was over, by the database's clock
 * @param outcome {@code RETRY}, {@code POSTPONED}, {@code FAILURE}, {@code REJECTED}, {@code IGNORED}, {@code LOST} or
 *     {@code REVOKED}
 * @param error what it threw, null if nothing
 */
public record AttemptInfo(
        int attempt,
        @Nullable String workerId,
        @Nullable Instant startedAt,
        Instant endedAt,
        String outcome,
        @Nullable TaskError error) {}
