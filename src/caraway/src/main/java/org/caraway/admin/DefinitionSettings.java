package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a task definition that were set at run time and replace those of annotation and configuration.
 * Immutable. They are stored in a table: they apply to all workers and survive restarts.
 *
 * @param name the definition
 * @param paused whether its tasks do not begin
 * @param rateLimit such as {@code 10/m}, null for the defined value
 * @param maxConcurrent such as {@code 3}, null for the defined value
 * @param softTimeLimit null for the defined value
 * @param timeLimit null for the defined value
 * @param changedAt the time of the last change, null if there was none
 * @param changedBy who made it, null if unknown
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

    /** No settings. */
    public static DefinitionSettings none(String name) {
        return new DefinitionSettings(name, false, null, null, null, null, null, null);
    }
}
