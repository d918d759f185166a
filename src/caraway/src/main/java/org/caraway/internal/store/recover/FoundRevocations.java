package org.caraway.internal.store.recover;

import java.util.List;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.Revocation;
import org.caraway.internal.store.workflow.Advance;

/**
 * The revocations that a worker found. Immutable.
 *
 * @param held tasks that it holds and has to stop
 * @param ended tasks that no worker held, and that are finished now
 * @param advance what their end has led to in workflows
 * @param more whether there may be more of those
 */
public record FoundRevocations(List<Revocation> held, List<FinishedTask> ended, Advance advance, boolean more) {

    /** Copies the lists. */
    public FoundRevocations {
        held = List.copyOf(held);
        ended = List.copyOf(ended);
    }
}
