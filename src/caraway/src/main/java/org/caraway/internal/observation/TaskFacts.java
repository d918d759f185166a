package org.caraway.internal.observation;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.model.FinishedTask;
import org.jspecify.annotations.Nullable;

/**
 * The facts that observers see of a task: neither its arguments nor its result, which may be secret. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue where it stands
 * @param attempt the number of the attempt, 0 while none has begun
 * @param retries how many of the attempts before were followed by a retry
 * @param workerId the worker that runs it, null while none does
 * @param waited from when it was due until it was claimed, by the database's clock; zero while it is not claimed
 * @param headers what the caller sent along
 * @param rootId the first task of the line of descent, its own id if it is that
 * @param parentId the task that enqueued it, null if none did
 * @param context what came with it
 */
public record TaskFacts(
        UUID id,
        String name,
        String queue,
        int attempt,
        int retries,
        @Nullable String workerId,
        Duration waited,
        Map<String, String> headers,
        UUID rootId,
        @Nullable UUID parentId,
        CallerContext context) {

    /** Of a task that was ended while no worker held it. */
    public static TaskFacts of(FinishedTask task) {
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

    /** As log lines name it. */
    @Override
    public String toString() {
        return "task " + id + " (" + name + ")" + (attempt == 0 ? "" : " attempt " + attempt);
    }
}
