package org.caraway.internal.store.recover;

import java.util.List;
import org.caraway.internal.store.model.FinishedTask;

/** Expires tasks that may not begin any more. Thread-safe. */
public interface Expiries {

    /**
     * Moves waiting tasks that may not begin any more to the finished table as EXPIRED, at most {@code limit} of them,
     * those first that expired first. Cheap when there are none.
     */
    List<FinishedTask> expire(int limit);
}
