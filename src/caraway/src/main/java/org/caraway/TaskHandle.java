package org.caraway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A reference to one task, valid in any process and after any restart; {@link TaskQueue#handle} creates it again from
 * the id. Thread-safe. Each call reads the database, inside the caller's transaction if there is one.
 *
 * @param <R> the type of the task's result
 */
public interface TaskHandle<R extends @Nullable Object> {

    /** The task's id; available before the enqueueing transaction commits. */
    UUID id();

    /**
     * The current state of the task.
     *
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    default TaskState state() {
        return view().state();
    }

    /**
     * All stored data of the task.
     *
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    TaskView view();

    /**
     * The log lines of all attempts so far, in the order in which they were stored: lines of {@link TaskContext#log}
     * and, if {@code caraway.capture-logs} is set, log records. A line is stored about 100 ms after it was logged, and
     * kept as long as the task.
     *
     * @return the newest 10,000 lines; empty if there are none
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    List<TaskLogEntry> log();

    /**
     * The tasks that this task has enqueued, newest first, at most 1,000 of them; their own children are found by
     * {@code TaskQuery.root}. The handle of an inline run returns none.
     *
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    List<TaskSummary> children();

    /**
     * Waits until the task has finished and returns its result, null for a {@code void} method. Do not call it inside
     * the transaction that enqueued the task, because the task does not start before the commit, nor inside a task,
     * because it would block a slot.
     *
     * @param timeout the longest wait for the end of the task, more than zero; loading a result from a {@link
     *     org.caraway.spi.ResultStore} is not included
     *
     * @throws TaskFailedException if the task failed or, as a step of a workflow, needed one that failed
     * @throws TaskRevokedException if it was revoked, has expired, was skipped, or needed a step that was revoked or
     *     has expired
     * @throws TaskTimeoutException if it has not finished in time, or the thread was interrupted; the task continues
     * @throws NoSuchTaskException if no task has this id
     * @throws IllegalStateException if called inside a task, or, on the handle that {@code enqueue} returned, inside
     *     the transaction that enqueued the task
     */
    R await(Duration timeout);

    /**
     * The result as JSON, for callers that pass it on: decoded from its {@link Task#format format}, and loaded from a
     * {@link org.caraway.spi.ResultStore} if it is there. Does not wait.
     *
     * @return absent if the method returns nothing, or its result was not stored
     * @throws IllegalStateException if the task has not succeeded
     * @throws ResultStoreException if it is in a {@link org.caraway.spi.ResultStore} and cannot be loaded
     * @throws CarawayException if its format cannot decode it
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    Optional<String> resultJson();

    /**
     * Revokes the task with {@link RevokeMode#COOPERATIVE}; see {@link #revoke(RevokeMode)}.
     *
     * @return the result of the revocation
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    default RevokeOutcome revoke() {
        return revoke(RevokeMode.COOPERATIVE);
    }

    /**
     * Revokes the task: it does not start, or is requested to stop. Part of the caller's transaction if there is one,
     * and durable after the commit, also for tasks that are not due yet. It can be repeated; {@link
     * RevokeMode#INTERRUPT} can follow {@link RevokeMode#COOPERATIVE}, but not the reverse.
     *
     * <p>A task that no worker has claimed is finished immediately. The worker of a claimed task reads the revocation
     * within about a second; the task becomes REVOKED when its attempt ends, unless the attempt succeeds. A {@code
     * @Transactional} task that is revoked during its commit stays a success.
     *
     * <p>The handle of a workflow revokes all its steps but callbacks, in batches after the commit: those that have not
     * run, and those that run as a claimed task. That of another step revokes the step, and ends what depends on it.
     *
     * @return the result of the revocation
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    RevokeOutcome revoke(RevokeMode mode);

    /**
     * Runs the task again if it has finished without success (FAILURE, REVOKED, EXPIRED). It keeps its id, is due
     * immediately, has all its retries again, and its attempts are numbered on. This also undoes a revocation. Part of
     * the caller's transaction if there is one.
     *
     * <p>With a step of a workflow, everything that depends on the step runs again, callbacks included; results of the
     * other steps are kept. In place of a step that ended because others had failed, as of a workflow, these run again.
     *
     * @return false if the task has not finished; then nothing has changed
     * @throws IllegalStateException if it has succeeded; {@code TaskAdmin.rerun} runs such a task again, too; or if a
     *     step that depends on it is running
     * @throws TaskNotUniqueException if another task holds its unique key now
     * @throws NoSuchTaskException if no task has this id
     * @throws QueueUnavailableException if the database does not answer
     */
    boolean retry();

    /**
     * Completes with the result, or with the exception that {@link #await} would throw. It polls in the background
     * until the task finishes or the application stops, and blocks no thread. Dependent stages that are not {@code
     * …Async} run on the thread that polls and must be short. A result in a {@link org.caraway.spi.ResultStore} is
     * loaded on another thread of the server's executor.
     */
    CompletionStage<R> toCompletionStage();

    /**
     * Deletes the task, which must have finished, with its attempts, its log and its result; inside the caller's
     * transaction if there is one. Not necessary for tasks whose retention passes: they are deleted automatically. The
     * handle of a workflow deletes all its tasks.
     *
     * @throws IllegalStateException if the task, or a task of this workflow, has not finished; or if it is a step of a
     *     workflow that needs its result
     * @throws NoSuchTaskException if no task has this id, because it was forgotten before
     * @throws QueueUnavailableException if the database does not answer
     */
    void forget();
}
