package org.caraway.internal.engine;

import java.util.UUID;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.ClaimedTask;

/** What observers may know of claimed tasks. Stateless. */
final class ClaimedFacts {

    private ClaimedFacts() {}

    static TaskFacts of(ClaimedTask task) {
        return of(task, new CallerContext(task.createdBy(), task.context()));
    }

    static TaskFacts of(ClaimedTask task, CallerContext context) {
        UUID root = task.rootId();
        return new TaskFacts(
                task.id(),
                task.name(),
                task.queue(),
                task.attempt(),
                task.retries(),
                task.workerId(),
                task.waited(),
                task.headers(),
                root == null ? task.id() : root,
                task.parentId(),
                context);
    }
}
