package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was set for a task definition at run time, instead of annotation and configuration. Immutable. It stands in a
 * table: it holds for all workers, and outlives them.
 *
 * @param name the definition
 * @param paused whether no task of it is begun
 * @param rateLimit such as {@code 10/m}, null for as defined
 * @param maxConcurrent such as {@code 3}, null for as defined
 * @param softTimeLimit null for as defined
 * @param timeLimit null for as defined
 * @param changedAt when something was last set, null if nothing ever was
 * @param changedBy who did, null if nobody said
 */
public record DefinitionSettings(
        String name,
        boolean paused,
        @Nullable String rateLimit,
        @Nullable String maxConcurrent,
        @Nullable Duration softTimeLimit,
        @Nullable Duration timeLimit,
        @Nullable Instant changedAt,
        @Nullable String changedBy) {

    /** Nothing was set. */
    public static DefinitionSettings none(String name) {
        return new DefinitionSettings(name, false, null, null, null, null, null, null);
    }
}
