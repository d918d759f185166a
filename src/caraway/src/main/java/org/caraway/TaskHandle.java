package org.caraway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A reference to one task, valid in any process and after any restart; {@link TaskQueue#handle} makes it again from the
 * bare id. Thread-safe. Each call reads the database anew, inside the caller's transaction where there is one.
 *
 * @param <R> the type of the task's result
 */
public interface TaskHandle<R extends @Nullable Object> {

    /** The task's id; known before the enqueueing transaction commits. */
    UUID id();

    /**
     * Where the task stands now.
     *
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    default TaskState state() {
        return view().state();
    }

    /**
     * Everything that is stored of the task.
     *
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    TaskView view();

    /**
     * What the task has logged so far, over all its attempts in the order in which it was stored: lines of {@link
     * TaskContext#log} and, where {@code caraway.capture-logs} says so, log records. A line is there about 100 ms after
     * it was logged, and as long as the task is kept.
     *
     * @return the newest 10,000 lines; empty if there are none
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    List<TaskLogEntry> log();

    /**
     * Waits until the task is over and returns its result, null for a {@code void} method. Call it neither inside the
     * transaction that enqueued the task (nothing runs before that commits) nor inside a task: it would hold a slot.
     *
     * @param timeout how long to wait at most for the end of the task, more than zero; the time to load a result from a
     *     {@link org.caraway.spi.ResultStore} is not counted
     * @throws TaskFailedException if the task failed
     * @throws TaskRevokedException if it was revoked or has expired
     * @throws TaskTimeoutException if it was not over in time, or the thread was interrupted; the task goes on
     * @throws NoSuchTaskException if no task has this id
     * @throws IllegalStateException if called inside a task
     */
    R await(Duration timeout);

    /**
     * The result as JSON, for those who hand it on: decoded from its {@link Task#format format}, and loaded from where
     * it lies. Does not wait.
     *
     * @return absent if the method returns nothing, or its result was not kept
     * @throws IllegalStateException if the task has not succeeded
     * @throws ResultStoreException if it lies elsewhere and cannot be loaded
     * @throws CarawayException if its format cannot decode it
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    Optional<String> resultJson();

    /**
     * Asks that the task not run, or stop: {@link #revoke(RevokeMode)} with {@link RevokeMode#ASK}.
     *
     * @return what came of it
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    default RevokeOutcome revoke() {
        return revoke(RevokeMode.ASK);
    }

    /**
     * Asks that the task not run, or stop. Part of the caller's transaction where there is one, and durable from its
     * commit on, also for tasks that are not due yet. May be repeated, and {@link RevokeMode#INTERRUPT} may follow
     * {@link RevokeMode#ASK}, not the other way round.
     *
     * <p>A task without a worker is over at once. One that a worker holds is found there within about a second; it ends
     * as REVOKED however its attempt ends, unless that succeeds. A {@code @Transactional} one that is revoked while it
     * commits stays a success.
     *
     * @return what came of it
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    RevokeOutcome revoke(RevokeMode mode);

    /**
     * Runs the task once more if it is over without success (FAILURE, REVOKED, EXPIRED): under the same id it is due at
     * once, with all its retries before it, and with the count of attempts going on. So a revocation can be undone.
     * Part of the caller's transaction where there is one.
     *
     * @return false if it is not over, so that nothing has happened
     * @throws IllegalStateException if it has succeeded; {@code TaskAdmin.rerun} runs that too
     * @throws TaskNotUniqueException if its unique key is another task's by now
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    boolean retry();

    /**
     * Completes with the result, or with the exception that {@link #await} would throw. It polls in the background for
     * as long as the task takes, or until the application stops; it holds no thread. Dependent stages that are not
     * {@code …Async} run on Caraway's watching thread and must be short. A result that lies in a {@link
     * org.caraway.spi.ResultStore} is loaded on another thread of the server's executor.
     */
    CompletionStage<R> toCompletionStage();

    /**
     * Deletes the task, which must be over, with its attempts, its log and its result; inside the caller's transaction
     * where there is one. What is kept only until its retention has passed need not be forgotten.
     *
     * @throws IllegalStateException if the task is not over
     * @throws NoSuchTaskException if no task has this id, because it was forgotten before
     * @throws QueueUnavailableException if the database does not answer
     */
    void forget();
}
