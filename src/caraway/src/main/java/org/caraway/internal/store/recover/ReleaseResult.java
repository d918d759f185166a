package org.caraway.internal.store.recover;

import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;

/**
 * The result of a release, without the tasks that failed. Immutable.
 *
 * @param released the ids of the tasks that run again
 * @param revoked those that had been revoked, and are finished
 * @param expired those that waited for this worker only, which is gone
 * @param advance what the end of tasks has led to in workflows
 */
public record ReleaseResult(
        List<UUID> released, List<FinishedTask> revoked, List<FinishedTask> expired, Advance advance) {

    /** Copies the lists. */
    public ReleaseResult {
        released = List.copyOf(released);
        revoked = List.copyOf(revoked);
        expired = List.copyOf(expired);
    }
}
