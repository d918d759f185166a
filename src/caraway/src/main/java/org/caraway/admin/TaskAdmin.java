package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all tasks, queues and workers of the database, and operates them. Injectable; thread-safe.
 *
 * <pre>{@code
 * @Inject TaskAdmin admin;
 *
 * admin.pause("mail");
 * admin.revokeAll(TaskQuery.all().label("campaign", "summer"), RevokeMode.INTERRUPT);
 * admin.retryAll(TaskQuery.all().names("Mail.send").states(TaskState.FAILURE).finishedSince(yesterday));
 * }</pre>
 *
 * <p>It asks nobody for permission: let only those reach it who may. Each action writes who did what into {@code
 * caraway_audit}, in its own transaction. Who is the caller's name, where one has logged in, else what {@link #by} was
 * told. What is set for queues and definitions stands in tables: it holds on every node, within about a second, and
 * outlives them all.
 *
 * <p>Methods for one task, queue or definition but {@link #purge}, and all that only look, {@link #find} included, are
 * part of the caller's transaction where there is one. {@code revokeAll}, {@code retryAll}, {@code move} and {@code
 * purge} commit in batches of their own, {@code ask} and {@code order} at once; these throw {@link
 * IllegalStateException} inside a transaction. All throw {@link org.caraway.QueueUnavailableException} if the database
 * does not answer, and {@link TaskAdminDisabledException} where {@code caraway.admin.enabled} is false.
 */
public interface TaskAdmin {

    /** The same, with a name for the audit where no caller has logged in; cut to 200 characters. */
    TaskAdmin by(String actor);

    /** A page of the tasks that are meant, newest first. */
    TaskPage find(TaskQuery query);

    /**
     * How many tasks are meant, live or over; page and cursor do not count. Reads all that the ids, spans and states
     * leave.
     */
    long count(TaskQuery query);

    /**
     * The attempts of the task that did not succeed, the first one first, as long as the task is kept.
     *
     * @return at most the latest 1,000; empty if there are none
     * @throws org.caraway.NoSuchTaskException if no task has this id
     */
    List<AttemptInfo> attempts(UUID id);

    /**
     * The task's arguments as people may see them: JSON with {@code ***} in place of those that are {@link
     * org.caraway.Sensitive}. Absent if nothing may be shown, because this application does not have the definition or
     * the arguments do not fit it.
     */
    Optional<String> maskedArguments(TaskView task);

    /** Tasks that workers hold, newest first, at most this many of 1,000. */
    default TaskPage active(int limit) {
        return find(TaskQuery.all().states(TaskState.STARTED).limit(limit));
    }

    /** Tasks that wait for their time to come, newest first, at most this many of 1,000. */
    default TaskPage scheduled(int limit) {
        return find(TaskQuery.all().onlyDelayed().limit(limit));
    }

    /** Tasks that have been revoked and are over, newest first, at most this many of 1,000. */
    default TaskPage revoked(int limit) {
        return find(TaskQuery.all().states(TaskState.REVOKED).limit(limit));
    }

    /** How all queues stand that have tasks, workers or settings. Reads the live table once, and no finished task. */
    List<QueueStats> queues();

    /** The workers that have signed on and not off, lost ones included until somebody takes their tasks over. */
    List<WorkerInfo> workers();

    /**
     * Asks workers what they do now, and waits for their answers: at most as long as the time-out, and no longer than
     * until all have answered whose lease is valid. On PostgreSQL with {@code caraway.notify} an answer takes some
     * milliseconds, else up to a second.
     *
     * <pre>{@code
     * WorkerSelection batch = WorkerSelection.matching("batch-*");
     * WorkerResponses answers = admin.inspect(batch, Duration.ofSeconds(3), WorkerDetail.STACKS);
     * answers.silent().forEach(worker -> page("no answer from " + worker.id()));
     * }</pre>
     *
     * <p>If the thread is interrupted, what was answered until then is returned, and the thread stays interrupted.
     *
     * @param timeout more than zero, at most 5 minutes; less than 2 seconds is too little where nodes have to poll
     * @param details what to tell beside what is always told; none is a ping
     * @throws IllegalArgumentException if the time-out is out of range, or a detail is given twice
     * @throws IllegalStateException inside a transaction
     */
    WorkerResponses inspect(WorkerSelection workers, Duration timeout, WorkerDetail... details);

    /**
     * Tells workers what to do from now on; {@link WorkerSelection#all()} are those of all applications on the
     * database. They obey within about a second; one that cannot be reached obeys when it is back. It holds for the
     * worker, not for its node: the next start of the process begins a new worker, which works. A worker that was taken
     * for lost and signs on again keeps the order that it obeys; one that it had not read by then, {@code STOP}
     * included, has gone with its row.
     *
     * <p>{@link WorkerOrder#STOP} cannot be undone once a worker has read it. The audit names who was told.
     *
     * @return the ids of those that were told
     * @throws IllegalStateException inside a transaction
     */
    List<String> order(WorkerSelection workers, WorkerOrder order);

    /**
     * What was done with tasks between two instants, by queue and name, in steps of time: for charts. Reads what all
     * processes have counted, and no task. Numbers come every five seconds, and are kept for {@code caraway.retention}.
     *
     * @param since cut to whole minutes
     * @param until after that; what is after now is empty
     * @param step whole minutes, so that there are at most 2,000 of them
     * @throws IllegalArgumentException if the times or the step are other than that
     */
    List<StatsPoint> history(Instant since, Instant until, Duration step);

    /** What became of tasks that ended since then, by name and state. Reads these tasks, by the index on their end. */
    List<NameStats> outcomes(Instant since);

    /** Due tasks that no living worker can claim. Reads the live table once. */
    List<UnclaimableGroup> unclaimable();

    /** The task definitions of this application, with all that is set for them. */
    List<DefinitionInfo> definitions();

    /** This process's configuration by key, defaults included; what looks like a secret by its key is masked. */
    Map<String, String> configuration();

    /**
     * As {@link org.caraway.TaskHandle#revoke(RevokeMode)}.
     *
     * @throws org.caraway.NoSuchTaskException if no task has this id
     */
    RevokeOutcome revoke(UUID id, RevokeMode mode);

    /**
     * Revokes all live tasks that are meant, those that are enqueued meanwhile included as far as a second look finds
     * them.
     *
     * @return how many were revoked or, running, asked for the first time
     */
    long revokeAll(TaskQuery query, RevokeMode mode);

    /**
     * As {@link org.caraway.TaskHandle#retry()}.
     *
     * @throws org.caraway.NoSuchTaskException if no task has this id
     * @throws IllegalStateException if it has succeeded; {@link #rerun} runs it again
     * @throws org.caraway.TaskNotUniqueException if its unique key is another task's by now
     */
    boolean retry(UUID id);

    /**
     * Runs a task once more with other arguments: JSON as {@link org.caraway.TaskView#arguments} has it. They are held
     * against the definition if this application has it.
     *
     * @throws IllegalArgumentException if the arguments are no JSON array or object, do not fit, or are too large
     */
    boolean retry(UUID id, String arguments);

    /** Runs a task once more that is over in whatever way, success included; else as {@link #retry(UUID)}. */
    boolean rerun(UUID id);

    /**
     * Runs all tasks once more that are meant and are over without success. Those whose unique key is another's by now
     * are left out.
     *
     * @return how many
     */
    long retryAll(TaskQuery query);

    /** Lets no task of the queue begin until {@link #resume}; those that run go on, and enqueueing is possible. */
    void pause(String queue);

    /** Lets the tasks of the queue begin again. */
    void resume(String queue);

    /**
     * Lets no task of the definition begin until {@link #resumeTask}; those that run go on, and enqueueing is possible.
     */
    void pauseTask(String name);

    /** Lets the tasks of the definition begin again. */
    void resumeTask(String name);

    /**
     * Revokes all tasks of the queue that no worker holds, delayed ones and those that wait for a retry included. They
     * are not deleted, as Celery would: they stand there as REVOKED until their retention is over, and can be run after
     * all.
     *
     * @return how many
     */
    long purge(String queue);

    /**
     * Puts those of the tasks that are meant and that no worker holds into another queue.
     *
     * @return how many
     */
    long move(TaskQuery query, String toQueue);

    /**
     * Bounds how many attempts begin in a span of time, on all workers together.
     *
     * @param limit such as {@code 10/m} or {@code 100/h per customer}; null for as defined
     * @throws IllegalArgumentException if it is no rate limit, or counts by a parameter that is not the key of the
     *     definition
     */
    void rateLimit(String name, @Nullable String limit);

    /**
     * Bounds how many attempts run at once, on all workers together.
     *
     * @param limit such as {@code 3} or {@code 1 per customer}; null for as defined
     * @throws IllegalArgumentException if it is no limit on concurrency, or counts by a parameter that is not the key
     *     of the definition
     */
    void maxConcurrent(String name, @Nullable String limit);

    /**
     * Bounds how long attempts run that begin from now on.
     *
     * @param soft null for as defined
     * @param hard null for as defined
     * @throws IllegalArgumentException if one is not more than zero, or the soft one is longer than the hard one
     */
    void timeLimits(String name, @Nullable Duration soft, @Nullable Duration hard);

    /** Bounds how many tasks of the queue run at once, on all workers together; 1 or more, null for no limit. */
    void maxConcurrentOfQueue(String queue, @Nullable Integer limit);

    /**
     * Sets how many tasks of the queue each worker that serves it runs at once; 1 to 10,000, null for as configured.
     */
    void slots(String queue, @Nullable Integer slots);

    /** Bounds how many tasks may wait in the queue; 1 or more, null for no limit. */
    void maxLength(String queue, @Nullable Integer limit);

    /** What was set for the queue at run time. */
    QueueSettings queueSettings(String queue);

    /** What was set for the definition at run time. */
    DefinitionSettings definitionSettings(String name);

    /** The latest actions, newest first, at most this many of 1,000. */
    List<AuditEntry> audit(int limit);
}
