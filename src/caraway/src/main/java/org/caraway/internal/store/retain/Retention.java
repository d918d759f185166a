package org.caraway.internal.store.retain;

import java.time.Duration;
import java.util.UUID;

/** Deletes rows that have been kept for long enough. Thread-safe. */
public interface Retention {

    /**
     * Records that an application on these tables keeps finished tasks for this long, and returns how long all have to:
     * the longest that any application on them has recorded within the last week, in whole seconds. So none deletes the
     * tasks of another one, also while that one is stopped for some days.
     */
    Duration longest(Duration own);

    /**
     * Deletes finished tasks older than this, and those whose own retention has passed, with their attempts and log
     * lines, at most {@code limit} of them. If this is a day or more, tasks without a retention of their own that
     * {@link FinishedPartitions#drop} is going to delete are left out. Tasks of a workflow are
     * deleted with it, when all of them have finished and the longest retention of its steps has passed since.
     *
     * @return how many tasks
     */
    int prune(Duration age, int limit);

    /**
     * Deletes other rows that are not needed any more, at most {@code limit} of each table: unique keys that are free
     * again, full buckets, worker requests that are over, and audit records and counters older than this.
     *
     * @return whether there may be more
     */
    boolean pruneExpiredRows(Duration age, int limit);

    /**
     * Deletes this task, if it is finished, with its attempts and log lines, and has its stored results checked next;
     * joins. A workflow is deleted as a whole by its id. False if there is no such finished task, or a task of that
     * workflow is not finished.
     *
     * @throws IllegalStateException if it is a step of a workflow that needs its result
     */
    boolean forget(UUID id);
}
