package org.caraway.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was set for a queue at run time. Immutable. It stands in a table: it holds for all workers, and outlives them.
 *
 * @param queue its name
 * @param paused whether no task of it is begun
 * @param maxConcurrent how many of its tasks may run at once on all workers, null for no limit
 * @param maxLength how many tasks may wait in it, null for no limit
 * @param slots how many tasks each worker that serves it runs at once, null for as its configuration says
 * @param changedAt when something was last set, null if nothing ever was
 * @param changedBy who did, null if nobody said
 */
public record QueueSettings(
        String queue,
        boolean paused,
        @Nullable Integer maxConcurrent,
        @Nullable Integer maxLength,
        @Nullable Integer slots,
        @Nullable Instant changedAt,
        @Nullable String changedBy) {

    /** Nothing was set. */
    public static QueueSettings none(String queue) {
        return new QueueSettings(queue, false, null, null, null, null, null);
    }
}
