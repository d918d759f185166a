package org.caraway.internal.store.recover;

import java.util.List;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.Revocation;

/**
 * What a worker finds when it looks for revocations. Immutable.
 *
 * @param held tasks that it holds, and that are to end
 * @param ended tasks that nobody held, and that are over now
 * @param more whether there may be more of those
 */
public record FoundRevocations(List<Revocation> held, List<FinishedTask> ended, boolean more) {

    /** Copies the lists. */
    public FoundRevocations {
        held = List.copyOf(held);
        ended = List.copyOf(ended);
    }
}
