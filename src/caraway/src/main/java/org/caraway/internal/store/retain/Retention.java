package org.caraway.internal.store.retain;

import java.time.Duration;
import java.util.UUID;

/** Deletes what has been kept for long enough. Thread-safe. */
public interface Retention {

    /**
     * Deletes finished tasks older than this, and those whose own retention has passed, with their attempts and log lines, at most
     * {@code limit} of them. If this is a day or more, those without a retention of their own are left that {@link #dropPartitions} is
     * going to delete.
     *
     * @return how many tasks
     */
    int prune(Duration age, int limit);

    /**
     * Deletes what else nobody asks for any more, at most {@code limit} rows of each table: unique keys that are free again, full
     * buckets, questions that are over, and of what operators did and what was counted that which is older than this.
     *
     * @return whether there may be more
     */
    boolean pruneExpiredRows(Duration age, int limit);

    /**
     * Deletes this task, if it is finished, with its attempts and log lines, and has its stored results looked at next; joins. False if
     * there is no such finished task.
     */
    boolean forget(UUID id);
}
