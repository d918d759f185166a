package org.caraway.internal.store.complete;

import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.workflow.Advance;

/**
 * The completions of a batch that were not written, or written otherwise than requested. Immutable.
 *
 * @param lost the tasks whose fencing token no longer holds
 * @param locked the tasks whose token holds and whose row another transaction has locked: their completions are still
 *     to be written
 * @param revoked the tasks that had been revoked, and are REVOKED instead of their completion's state
 * @param advance how the workflows of the others have advanced
 */
public record CompletionResult(Set<UUID> lost, Set<UUID> locked, Set<UUID> revoked, Advance advance) {

    /** Copies the sets. */
    public CompletionResult {
        lost = Set.copyOf(lost);
        locked = Set.copyOf(locked);
        revoked = Set.copyOf(revoked);
    }

    /** Without revoked tasks. */
    public CompletionResult(Set<UUID> lost, Set<UUID> locked) {
        this(lost, locked, Set.of(), Advance.NONE);
    }
}
