package org.caraway.internal.store.retain;

import java.util.List;
import org.caraway.spi.ResultStore;

/** Notes of results that lie in the application's store. Thread-safe. */
public interface ResultNotes {

    /** Notes that there may be a result in the application's store under this key, if that is not noted yet; joins. */
    void note(ResultStore.Key key);

    /** Looks at noted results, at most {@code limit} of those whose turn it is: each after an hour, later once a day. Cheap when there are none. */
    OrphanedResults orphaned(int limit);

    /** Takes the notes away of results that have been deleted. */
    void deleted(List<ResultStore.Key> keys);
}
