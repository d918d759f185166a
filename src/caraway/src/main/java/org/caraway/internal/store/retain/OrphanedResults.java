package org.caraway.internal.store.retain;

import java.util.List;
import org.caraway.spi.ResultStore;

/**
 * What a look at stored results has found. Immutable.
 *
 * @param unneeded those that nobody can ask for any more; they are handed out again if they have not been deleted in ten minutes
 * @param more whether there may be more at once
 */
public record OrphanedResults(List<ResultStore.Key> unneeded, boolean more) {

    /** Copies the list. */
    public OrphanedResults {
        unneeded = List.copyOf(unneeded);
    }
}
