package org.caraway.internal.store.retain;

import java.util.List;
import org.caraway.spi.ResultStore;

/** Notes of results that are in the application's store. Thread-safe. */
public interface ResultNotes {

    /**
     * Notes that there may be a result in the application's store under this key, unless that is noted already; joins.
     */
    void note(ResultStore.Key key);

    /**
     * Checks noted results, at most {@code limit} of those that are due: each after an hour, later once a day. Cheap
     * when there are none.
     */
    OrphanedResults orphaned(int limit);

    /** Deletes the notes of results that have been deleted. */
    void deleted(List<ResultStore.Key> keys);
}
