package org.caraway.internal.store.recover;

import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.workflow.Advance;

/**
 * Workflows whose steps waited for nothing, and go on now. Immutable.
 *
 * @param ids these
 * @param advance what that has led to
 */
public record MendedWorkflows(List<UUID> ids, Advance advance) {

    /** Copies. */
    public MendedWorkflows {
        ids = List.copyOf(ids);
    }
}
