package org.caraway.internal.store;

import java.util.List;
import java.util.UUID;

/**
 * What a rescue did. Immutable.
 *
 * @param workers the workers that were lost
 * @param released tasks that will run again
 * @param failed tasks that may not be delivered once more
 * @param unfinished whether tasks of these workers were left out because their rows are locked, or will not be changed
 */
public record Rescue(List<String> workers, List<UUID> released, List<UUID> failed, boolean unfinished) {

    /** Copies the lists. */
    public Rescue {
        workers = List.copyOf(workers);
        released = List.copyOf(released);
        failed = List.copyOf(failed);
    }
}
