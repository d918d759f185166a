package org.caraway.internal.store.retain;

import java.util.List;
import org.caraway.spi.ResultStore;

/**
 * The result of a scan of stored results. Immutable.
 *
 * @param unneeded those that nobody can read any more; they are returned again if they have not been deleted in ten
 *     minutes
 * @param more whether there may be more at once
 */
public record OrphanedResults(List<ResultStore.Key> unneeded, boolean more) {

    /** Copies the list. */
    public OrphanedResults {
        unneeded = List.copyOf(unneeded);
    }
}
