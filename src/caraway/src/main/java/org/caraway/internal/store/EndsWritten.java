package org.caraway.internal.store;

import java.util.Set;
import java.util.UUID;

/**
 * What of a batch of ends was not written. Immutable.
 *
 * @param lost the tasks whose fencing token no longer holds
 * @param locked the tasks whose token holds and whose row somebody else has locked: their ends are still owed
 */
public record EndsWritten(Set<UUID> lost, Set<UUID> locked) {

    public EndsWritten {
        lost = Set.copyOf(lost);
        locked = Set.copyOf(locked);
    }
}
