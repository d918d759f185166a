package org.caraway.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a queue that were set at run time. Immutable. They are stored in a table: they apply to all workers
 * and survive restarts.
 *
 * @param queue its name
 * @param paused whether its tasks do not begin
 * @param maxConcurrent the maximum number of its tasks that run at once on all workers, null for no limit
 * @param maxLength the maximum number of its waiting tasks, null for no limit
 * @param slots how many of its tasks each worker that serves it runs at once, null for the worker's configuration
 * @param changedAt the time of the last change, null if there was none
 * @param changedBy who made it, null if unknown
 */
public record QueueSettings(
        String queue,
        boolean paused,
        @Nullable Integer maxConcurrent,
        @Nullable Integer maxLength,
        @Nullable Integer slots,
        @Nullable Instant changedAt,
        @Nullable String changedBy) {

    /** No settings. */
    public static QueueSettings none(String queue) {
        return new QueueSettings(queue, false, null, null, null, null, null);
    }
}
