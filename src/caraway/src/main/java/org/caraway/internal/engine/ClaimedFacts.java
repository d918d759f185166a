package org.caraway.internal.engine;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.ClaimedTask;
import org.caraway.internal.store.ExpiredTask;
import org.caraway.internal.store.RevokedTask;

/** What observers may know of tasks of the store. Stateless. */
final class ClaimedFacts {

    private ClaimedFacts() {}

    static TaskFacts of(ClaimedTask task) {
        return of(task, new CallerContext(task.createdBy(), task.context()));
    }

    /** Of a task that was revoked while no worker held it. */
    static TaskFacts of(RevokedTask task) {
        return TaskFacts.unheld(
                task.id(),
                task.name(),
                task.queue(),
                task.attempt(),
                task.retries(),
                task.rootId(),
                task.parentId(),
                new CallerContext(task.createdBy(), task.context()));
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

    static TaskFacts of(ExpiredTask task) {
        UUID root = task.rootId();
        return new TaskFacts(
                task.id(),
                task.name(),
                task.queue(),
                task.attempt(),
                task.retries(),
                null,
                Duration.ZERO,
                Map.of(),
                root == null ? task.id() : root,
                task.parentId(),
                new CallerContext(task.createdBy(), task.context()));
    }
}
