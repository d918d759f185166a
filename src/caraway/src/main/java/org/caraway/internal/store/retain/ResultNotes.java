package org.caraway.internal.store.retain;

import java.util.List;
import org.caraway.spi.ResultStore;

/** Notes of results that are in the application's store. Thread-safe. */
public interface ResultNotes {

    /**
     * Notes that there may be a result in the application's store under this key, unless that is noted already; joins.
     *
     * @param store the name of the store's location
     */
    void note(String store, ResultStore.Key key);

    /**
     * Checks noted results, at most {@code limit} of those that are due: each after an hour, later once a day. Cheap
     * when there are none. The results of other stores are left to those who have them.
     */
    OrphanedResults orphaned(String store, int limit);

    /** Deletes the notes of results that have been deleted. */
    void deleted(List<ResultStore.Key> keys);
}
