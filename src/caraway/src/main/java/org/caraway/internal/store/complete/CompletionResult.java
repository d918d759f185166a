package org.caraway.internal.store.complete;

import java.util.Set;
import java.util.UUID;

/**
 * What of a batch of ends was written otherwise than it was handed over, or not at all. Immutable.
 *
 * @param lost the tasks whose fencing token no longer holds
 * @param locked the tasks whose token holds and whose row somebody else has locked: their ends are still owed
 * @param revoked the tasks that had been revoked, and are REVOKED instead of what their end says
 */
public record CompletionResult(Set<UUID> lost, Set<UUID> locked, Set<UUID> revoked) {

    /** Copies the sets. */
    public CompletionResult {
        lost = Set.copyOf(lost);
        locked = Set.copyOf(locked);
        revoked = Set.copyOf(revoked);
    }

    /** With none that was revoked. */
    public CompletionResult(Set<UUID> lost, Set<UUID> locked) {
        this(lost, locked, Set.of());
    }
}
