package org.caraway.internal.store.recover;

import java.util.List;
import java.util.UUID;
import org.caraway.TaskError;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;
import org.jspecify.annotations.Nullable;

/**
 * The result of a rescue. Immutable.
 *
 * @param workers the workers that were lost
 * @param released tasks that will run again
 * @param failed tasks that may not be delivered once more
 * @param revoked tasks that had been revoked, and are finished
 * @param expired tasks that waited for one of these workers only
 * @param advance what the end of tasks has led to in workflows
 * @param unfinished whether tasks of these workers were left out because their rows are locked or the database refuses
 *     the change
 */
public record RescueResult(
        List<String> workers,
        List<Lost> released,
        List<Lost> failed,
        List<FinishedTask> revoked,
        List<FinishedTask> expired,
        Advance advance,
        boolean unfinished) {

    /** Copies the lists. */
    public RescueResult {
        workers = List.copyOf(workers);
        released = List.copyOf(released);
        failed = List.copyOf(failed);
        revoked = List.copyOf(revoked);
        expired = List.copyOf(expired);
    }

    /** Without revoked or expired tasks. */
    public RescueResult(List<String> workers, List<Lost> released, List<Lost> failed, boolean unfinished) {
        this(workers, released, failed, List.of(), List.of(), Advance.NONE, unfinished);
    }

    /**
     * A task whose worker was lost. Immutable.
     *
     * @param task with the lost worker's token, without arguments
     * @param error with which it failed, null if it runs again
     */
    public record Lost(ClaimedTask task, @Nullable TaskError error) {}

    /** The ids of the tasks that will run again. */
    public List<UUID> releasedIds() {
        return ids(released);
    }

    /** The ids of the tasks that failed. */
    public List<UUID> failedIds() {
        return ids(failed);
    }

    private static List<UUID> ids(List<Lost> lost) {
        return lost.stream().map(one -> one.task().id()).toList();
    }
}
