package org.caraway.internal.store.recover;

/** Expires tasks that may not begin any more. Thread-safe. */
public interface Expiries {

    /**
     * Moves waiting tasks that may not begin any more to the finished table as EXPIRED, at most {@code limit} of them,
     * those first that expired first. Steps of workflows that are being advanced are left for a later call. Cheap when
     * there are none.
     */
    EndedTasks expire(int limit);
}
