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
 * Reads and operates all tasks, queues and workers of the database. Injectable; thread-safe.
 *
 * <pre>{@code
 * @Inject TaskAdmin admin;
 *
 * admin.pause("mail");
 * admin.revokeAll(TaskQuery.all().label("campaign", "summer"), RevokeMode.INTERRUPT);
 * admin.retryAll(TaskQuery.all().names("Mail.send").states(TaskState.FAILURE).finishedSince(yesterday));
 * }</pre>
 *
 * <p>It does not check permissions: the application has to. Each operation writes an entry into {@code caraway_audit},
 * in its own transaction, with the name of the logged-in user, else the name given to {@link #by}. Settings of queues
 * and definitions are stored in tables: they apply to every node, within about a second, and survive restarts.
 *
 * <p>Methods that only read, and methods for one task, queue or definition except {@link #purge}, are part of the
 * caller's transaction if there is one. {@code revokeAll}, {@code retryAll}, {@code move} and {@code purge} commit in
 * several transactions of their own, and {@code inspect} and {@code order} commit immediately; these throw {@link
 * IllegalStateException} inside a transaction. All methods throw {@link org.caraway.QueueUnavailableException} if the
 * database does not answer, and {@link TaskAdminDisabledException} if {@code caraway.admin.enabled} is false.
 */
public interface TaskAdmin {

    /** The same, with a name for the audit if no user has logged in; cut to 200 characters. */
    TaskAdmin by(String actor);

    /** A page of the selected tasks, newest first. */
    TaskPage find(TaskQuery query);

    /**
     * The number of selected tasks, live or finished; page size and cursor are ignored. Reads all tasks that ids,
     * periods and states select.
     */
    long count(TaskQuery query);

    /**
     * The attempts of the task that did not succeed, oldest first; they are kept as long as the task.
     *
     * @return at most the latest 1,000; empty if there are none
     * @throws org.caraway.NoSuchTaskException if no task has this id
     */
    List<AttemptInfo> attempts(UUID id);

    /**
     * The durable steps that the task has stored, in the order in which they were stored, and its cursor; they are kept
     * as long as the task.
     *
     * @return empty if there are none
     * @throws org.caraway.NoSuchTaskException if no task has this id
     */
    List<DurableStepInfo> steps(UUID id);

    /**
     * The task's arguments with sensitive values masked: JSON with {@code ***} in place of each {@link
     * org.caraway.Sensitive} argument. Absent if nothing may be shown, because this application does not have the
     * definition or the arguments do not match it.
     */
    Optional<String> maskedArguments(TaskView task);

    /** Tasks that workers have claimed, newest first; {@code limit} is at most 1,000. */
    default TaskPage active(int limit) {
        return find(TaskQuery.all().states(TaskState.STARTED).limit(limit));
    }

    /** Tasks that are not due yet, newest first; {@code limit} is at most 1,000. */
    default TaskPage scheduled(int limit) {
        return find(TaskQuery.all().onlyDelayed().limit(limit));
    }

    /** Revoked tasks, newest first; {@code limit} is at most 1,000. */
    default TaskPage revoked(int limit) {
        return find(TaskQuery.all().states(TaskState.REVOKED).limit(limit));
    }

    /**
     * Workflows of this name, newest first: of each the last step, which has the workflow's id, state and result. For
     * other conditions, such as labels, use {@link TaskQuery#onlyWorkflows}.
     *
     * @param limit at most 1,000
     */
    default TaskPage workflows(String name, int limit) {
        return find(TaskQuery.all().onlyWorkflows().workflowName(name).limit(limit));
    }

    /**
     * The first page of a workflow, with at most {@value WorkflowView#NODES_CAP} nodes: those of its steps and groups.
     *
     * @param id that of the workflow, or of any of its steps and groups
     * @throws org.caraway.NoSuchTaskException if no step of a workflow has this id
     */
    default WorkflowView workflow(UUID id) {
        return workflow(id, null, WorkflowView.NODES_CAP);
    }

    /**
     * A page of a workflow, as {@link #workflow(UUID)}. Reads all rows of the workflow in the database, but receives
     * one for each node of the page.
     *
     * @param after {@link WorkflowView#next} of the page before, null for the first page
     * @param limit at most so many nodes, 1 to {@value WorkflowView#NODES_CAP}
     * @throws org.caraway.NoSuchTaskException if no step of a workflow has this id
     * @throws IllegalArgumentException if the limit is out of range, or {@code after} is no such text
     */
    WorkflowView workflow(UUID id, @Nullable String after, int limit);

    /**
     * The state of all queues that have tasks, workers or settings. Reads the live table once, and no finished task.
     */
    List<QueueStats> queues();

    /** The registered workers, including lost ones until another worker has rescued their tasks. */
    List<WorkerInfo> workers();

    /**
     * Requests the current state of workers and waits for their responses: until all workers with a valid lease have
     * responded, at most for the time-out. On PostgreSQL with {@code caraway.notify} a response takes some
     * milliseconds, else up to a second.
     *
     * <pre>{@code
     * WorkerSelection batch = WorkerSelection.matching("batch-*");
     * WorkerResponses answers = admin.inspect(batch, Duration.ofSeconds(3), WorkerDetail.STACKS);
     * answers.silent().forEach(worker -> page("no answer from " + worker.id()));
     * }</pre>
     *
     * <p>If the thread is interrupted, the method returns the responses received so far, and the thread stays
     * interrupted.
     *
     * @param timeout more than zero, at most 5 minutes; if nodes have to poll, use at least 2 seconds
     * @param details additional parts of the responses; without any it is a ping
     * @throws IllegalArgumentException if the time-out is out of range, or a detail is given twice
     * @throws IllegalStateException inside a transaction
     */
    WorkerResponses inspect(WorkerSelection workers, Duration timeout, WorkerDetail... details);

    /**
     * Gives an order to workers; {@link WorkerSelection#all()} selects those of all applications on the database.
     * Workers follow it within about a second; an unreachable worker follows it when it is reachable again. The order
     * applies to the worker, not to its node: the next start of the process creates a new worker with {@link
     * WorkerOrder#WORK}. A worker that was considered lost and registers again keeps the order that it has read; an
     * order that it had not read, {@code STOP} included, was deleted with its row.
     *
     * <p>{@link WorkerOrder#STOP} cannot be undone once a worker has read it. The audit contains the selected workers.
     *
     * @return the ids of the workers that received the order
     * @throws IllegalStateException inside a transaction
     */
    List<String> order(WorkerSelection workers, WorkerOrder order);

    /**
     * The counters of tasks between two instants, by queue and name, for each step of time: for charts. Reads the
     * counters of all processes, and no tasks. Counters are written every five seconds and kept for {@code
     * caraway.retention}.
     *
     * @param since cut to whole minutes
     * @param until after {@code since}; steps in the future are empty
     * @param step whole minutes, long enough that there are at most 2,000 steps
     * @throws IllegalArgumentException if the times or the step are out of range
     */
    List<StatsPoint> history(Instant since, Instant until, Duration step);

    /**
     * Counts the tasks that finished since an instant, by name and state. Reads these tasks by the index on their end.
     */
    List<NameStats> outcomes(Instant since);

    /** Due tasks that no live worker can claim. Reads the live table once. */
    List<UnclaimableGroup> unclaimable();

    /** The task definitions of this application, with their settings. */
    List<DefinitionInfo> definitions();

    /** This process's configuration by key, defaults included; values whose key indicates a secret are masked. */
    Map<String, String> configuration();

    /**
     * Revokes a task, as {@link org.caraway.TaskHandle#revoke(RevokeMode)}.
     *
     * @throws org.caraway.NoSuchTaskException if no task has this id
     */
    RevokeOutcome revoke(UUID id, RevokeMode mode);

    /**
     * Revokes all selected live tasks. Tasks that are enqueued meanwhile are included if a second search finds them.
     *
     * @return the number of tasks that were revoked or, if running, received their first request
     */
    long revokeAll(TaskQuery query, RevokeMode mode);

    /**
     * Runs a task again that has finished without success, as {@link org.caraway.TaskHandle#retry()}.
     *
     * @throws org.caraway.NoSuchTaskException if no task has this id
     * @throws IllegalStateException if it has succeeded; {@link #rerun} runs it again
     * @throws org.caraway.TaskNotUniqueException if another task holds its unique key now
     */
    boolean retry(UUID id);

    /**
     * Runs a task again with other arguments: JSON as in {@link org.caraway.TaskView#arguments}. They are checked
     * against the definition if this application has it.
     *
     * @throws IllegalArgumentException if the arguments are not a JSON array or object, do not match, or are too large
     */
    boolean retry(UUID id, String arguments);

    /**
     * Runs a finished task again from this durable step, also after a success: this step and those that were stored
     * after it are forgotten, also the cursor if it has moved since. {@link #retry(UUID)} of a task that has failed
     * keeps all steps; {@link #rerun} after a success, and {@link #retry(UUID, String)}, forget all.
     *
     * @return false if the task has not finished
     * @throws org.caraway.NoSuchTaskException if no task has this id
     * @throws IllegalArgumentException if the task has stored no such step
     * @throws org.caraway.TaskNotUniqueException if another task holds its unique key now
     */
    boolean retryFrom(UUID id, String step);

    /**
     * Runs a finished task again, also after a success; otherwise as {@link #retry(UUID)}. With a step of a workflow,
     * everything that depends on the step runs again; a fan-out is planned anew, and its former members are removed.
     *
     * @throws IllegalStateException if it is a step that was skipped, or a step that depends on it is running
     */
    boolean rerun(UUID id);

    /**
     * Runs all steps of a workflow again that have failed by themselves, with everything that depends on them; results
     * of the others are kept.
     *
     * @param workflow its id, or that of one of its steps
     * @return false if no step has failed
     * @throws org.caraway.NoSuchTaskException if no task has this id
     * @throws IllegalStateException if a step that depends on a failed one is running, or the workflow is being revoked
     * @throws org.caraway.TaskNotUniqueException if another task holds the workflow's unique key now
     */
    boolean retryFailed(UUID workflow);

    /**
     * Runs a whole workflow again, from its first steps; otherwise as {@link #retryFailed}.
     *
     * @return false if it has not finished
     */
    boolean rerunWorkflow(UUID workflow);

    /**
     * Runs all selected tasks again that have finished without success. Tasks whose unique key another task holds now
     * are skipped.
     *
     * @return the number of tasks that run again
     */
    long retryAll(TaskQuery query);

    /** Stops starting tasks of the queue until {@link #resume}; running tasks continue, and enqueueing is possible. */
    void pause(String queue);

    /**
     * Stops starting steps of a workflow until {@link #resumeWorkflow}: those that are due wait, and so do those that
     * become due, these within about a second; running ones continue.
     *
     * @return false if there is no workflow with this id, or it is paused
     */
    boolean pauseWorkflow(UUID workflow);

    /**
     * Starts steps of the workflow again: exactly those that are due.
     *
     * @return false if there is no workflow with this id, or it is not paused
     */
    boolean resumeWorkflow(UUID workflow);

    /** Starts tasks of the queue again. */
    void resume(String queue);

    /**
     * Stops starting tasks of the definition until {@link #resumeTask}; running tasks continue, and enqueueing is
     * possible.
     */
    void pauseTask(String name);

    /** Starts tasks of the definition again. */
    void resumeTask(String name);

    /**
     * Revokes all tasks of the queue that no worker has claimed, including delayed tasks and tasks that wait for a
     * retry. They are not deleted, as in Celery: they are retained as REVOKED, and can be run again.
     *
     * @return the number of revoked tasks
     */
    long purge(String queue);

    /**
     * Moves the selected tasks that no worker has claimed to another queue.
     *
     * @return the number of moved tasks
     */
    long move(TaskQuery query, String toQueue);

    /**
     * Limits how many attempts begin in a period, on all workers together.
     *
     * @param limit such as {@code 10/m} or {@code 100/h per customer}; null for the defined value
     * @throws IllegalArgumentException if it is not a rate limit, or counts by a parameter that is not the key of the
     *     definition
     */
    void rateLimit(String name, @Nullable String limit);

    /**
     * Limits how many attempts run at once, on all workers together.
     *
     * @param limit such as {@code 3} or {@code 1 per customer}; null for the defined value
     * @throws IllegalArgumentException if it is not a concurrency limit, or counts by a parameter that is not the key
     *     of the definition
     */
    void maxConcurrent(String name, @Nullable String limit);

    /**
     * Limits the run time of attempts that begin from now on.
     *
     * @param soft null for the defined value
     * @param hard null for the defined value
     * @throws IllegalArgumentException if one is not more than zero, or the soft one is longer than the hard one
     */
    void timeLimits(String name, @Nullable Duration soft, @Nullable Duration hard);

    /** Limits how many tasks of the queue run at once, on all workers together; 1 or more, null for no limit. */
    void maxConcurrentOfQueue(String queue, @Nullable Integer limit);

    /**
     * Sets how many tasks of the queue each worker that serves it runs at once; 1 to 10,000, null for the configured
     * value.
     */
    void slots(String queue, @Nullable Integer slots);

    /** Limits how many tasks wait in the queue; 1 or more, null for no limit. */
    void maxLength(String queue, @Nullable Integer limit);

    /** The settings of the queue that were set at run time. */
    QueueSettings queueSettings(String queue);

    /** The settings of all queues that have some, by queue. */
    Map<String, QueueSettings> queueSettings();

    /** The settings of the definition that were set at run time. */
    DefinitionSettings definitionSettings(String name);

    /** The latest operations, newest first; {@code limit} is at most 1,000. */
    List<AuditEntry> audit(int limit);
}
