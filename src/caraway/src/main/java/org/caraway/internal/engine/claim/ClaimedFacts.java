package org.caraway.internal.engine.claim;

import java.util.UUID;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/** What observers may know of claimed tasks. Stateless. */
public final class ClaimedFacts {

    private ClaimedFacts() {}

    public static TaskFacts of(ClaimedTask task) {
        return of(task, new CallerContext(task.createdBy(), task.context()), task.workerId());
    }

    /** {@code workerId} is the worker that runs it, null if none does. */
    public static TaskFacts of(ClaimedTask task, CallerContext context, @Nullable String workerId) {
        UUID root = task.rootId();
        return new TaskFacts(
                task.id(),
                task.name(),
                task.queue(),
                task.attempt(),
                task.retries(),
                workerId,
                task.waitTime(),
                task.headers(),
                root == null ? task.id() : root,
                task.parentId(),
                context);
    }
}
