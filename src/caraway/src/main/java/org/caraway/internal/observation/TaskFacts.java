package org.caraway.internal.observation;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.store.model.FinishedTask;
import org.jspecify.annotations.Nullable;

/**
 * The data of a task for observers, without arguments and result, which may be secret. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue its queue
 * @param attempt the number of the attempt, 0 while none has begun
 * @param retries how many of the attempts before were followed by a retry
 * @param workerId the worker that runs it, null while none does
 * @param waitTime from when it was due until it was claimed, by the database's clock; zero while it is not claimed
 * @param headers the headers that the caller set
 * @param rootId the first task in the chain of parents, its own id if it has no parent
 * @param parentId the task that enqueued it, null if none did
 * @param context the context stored with it
 */
public record TaskFacts(
        UUID id,
        String name,
        String queue,
        int attempt,
        int retries,
        @Nullable String workerId,
        Duration waitTime,
        Map<String, String> headers,
        UUID rootId,
        @Nullable UUID parentId,
        CallerContext context) {

    /** A start in the year 1 is allowed, and its wait would be too long for nanoseconds. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    /** A wait of more than 30 days counts as 30 days. */
    public TaskFacts {
        waitTime = waitTime.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : waitTime;
    }

    /** The facts of a task that was completed while no worker had claimed it. */
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

    /** The text for log lines. */
    @Override
    public String toString() {
        return "task " + id + " (" + name + ")" + (attempt == 0 ? "" : " attempt " + attempt);
    }
}
