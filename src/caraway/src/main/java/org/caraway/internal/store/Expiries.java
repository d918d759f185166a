package org.caraway.internal.store;

import java.util.List;

/** Expires tasks that may not begin any more. Thread-safe. */
public interface Expiries {

    /**
     * Moves tasks that wait and may not begin any more to the finished table as EXPIRED, at most {@code limit} of them, those first
     * that expired first. Cheap when there are none.
     */
    List<FinishedTask> expire(int limit);
}
