package org.caraway;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues calls of tasks, or runs them immediately. Inject it into any bean. Thread-safe.
 *
 * <p>Enqueueing joins the caller's JTA transaction: the task exists if and only if that transaction commits, and its id
 * is known immediately. Without a transaction the task is committed when the method returns. All methods that enqueue
 * throw {@link QueueUnavailableException} if the database does not answer, {@link IllegalArgumentException} for
 * arguments that cannot be stored, {@link TaskNotUniqueException} for a {@link UniqueKey} that another task holds,
 * {@link QueueFullException}, {@link TaskVetoedException}, and {@link CarawayException} if a router or propagator
 * fails. After any of these exceptions nothing has been enqueued.
 *
 * <pre>{@code
 * TaskHandle<Report> report = tasks.enqueue(Reports::render, order.id);
 * tasks.enqueue(tasks.call(Reports::render, order.id).in(Duration.ofMinutes(5)).priority(7));
 * }</pre>
 */
@SuppressWarnings("overloads") // as in TaskCalls
public interface TaskQueue extends TaskCalls {

    /** The label that the copies of one {@link #broadcast} share. */
    String BROADCAST_LABEL = "caraway.broadcast";

    /** Enqueues the call as a new task. */
    <R extends @Nullable Object> TaskHandle<R> enqueue(TaskCall<R> call);

    /**
     * Enqueues the workflow: all its steps are inserted, or none. The handle is that of the last step, whose result is
     * the workflow's; its id is the workflow's.
     *
     * @throws IllegalArgumentException if the composition makes no sense, if the result of a step is no argument of the
     *     next, as far as their types are known here, or if it has more steps than {@code caraway.workflow.max-nodes}
     */
    <R extends @Nullable Object> TaskHandle<R> enqueue(Workflow<R> workflow);

    /**
     * Enqueues the group, as {@link #enqueue(Workflow)}; the handle also shows its members. {@link Group#any}, {@link
     * Group#settled}, {@link Group#atLeast} and what follows a group are workflows.
     */
    <E extends @Nullable Object> GroupHandle<E> enqueue(Group<E> group);

    /**
     * Enqueues all calls in one batch insert, all or none. The handles are in the order of the calls.
     *
     * @param calls any number; an empty list enqueues nothing
     */
    <R extends @Nullable Object> List<TaskHandle<R>> enqueueAll(List<? extends TaskCall<? extends R>> calls);

    /**
     * Runs the call immediately on the current thread and returns its result, null for a {@code void} method. Nothing
     * is enqueued or stored. Useful for tests, and for work that is a task elsewhere and is needed immediately here.
     *
     * <p>The method has the same environment as in a worker: a {@link TaskContext}, its own {@link TaskScoped} beans,
     * and arguments and a result that were converted to JSON and back, so that a value that cannot be stored fails
     * here, too. Retries follow the definition and the call, but without waits; a task with unlimited retries is
     * retried 100 times. {@link TaskContext#postpone} fails the task. Observers of {@link TaskEvent} are notified.
     * Paused or full queues, limits, unique keys of other calls, and observers that veto enqueueing have no effect.
     *
     * <p>The method sees the caller's request, session and security context, because it runs on the caller's thread;
     * propagators restore nothing. The thread is never interrupted: after the soft time limit, {@link
     * TaskContext#checkRevoked()} throws; the hard time limit has no effect.
     *
     * <p>The method joins the caller's transaction as its annotations define. It is not retried once that transaction
     * is marked for rollback. If the caller has no transaction, a {@code @Transactional} method gets a new one for each
     * attempt, and a failed commit is retried.
     *
     * @throws TaskFailedException if the task failed; its cause is the exception of the last attempt
     * @throws TaskRevokedException if the call has already expired
     * @throws IllegalArgumentException if no task of this name is known here, if the call has a later start, a unique
     *     key, a node or a worker, or if its arguments could not be enqueued; nothing has run then
     *
     * @throws CarawayException if a router or propagator fails; nothing has run then
     */
    <R extends @Nullable Object> R run(TaskCall<R> call);

    /**
     * Runs the call as {@link #run} does, and returns a handle with its outcome, also if the task failed. The handle
     * supports everything except {@link TaskHandle#retry()}. The task is finished and in no table; it exists only as
     * long as the handle.
     *
     * @throws IllegalArgumentException as {@link #run}
     * @throws CarawayException as {@link #run}
     */
    <R extends @Nullable Object> TaskHandle<R> apply(TaskCall<R> call);

    /**
     * Enqueues the call once for each worker that is alive now and has a task of this name, so that each of them runs
     * it, for example to clear a cache on all nodes. Each copy is a separate task that only its worker runs; all copies
     * have the same value of the label {@link #BROADCAST_LABEL}. A worker that starts later runs no copy. The copy for
     * a worker that has stopped or was lost becomes {@link TaskState#EXPIRED}; a worker that is unreachable for a while
     * may run its copy late, unless the call expires first.
     *
     * @return the handles in no particular order; empty if there is no such worker
     * @throws IllegalArgumentException if the call has a queue, node, worker, id or unique key: several tasks cannot
     *     share it
     */
    <R extends @Nullable Object> List<TaskHandle<R>> broadcast(TaskCall<R> call);

    /**
     * A handle of the group with this id, which need not exist; the results of its members are converted to {@code
     * memberType}. Also for a group inside of a workflow, whose id {@code TaskAdmin.workflow} shows. {@link
     * GroupHandle#await} is for groups of which all members have to succeed.
     */
    <E extends @Nullable Object> GroupHandle<E> group(UUID id, Class<E> memberType);

    /**
     * The workflow as JSON, with the names of its tasks; {@link #workflow(String)} reads it. {@code
     * docs/reference/workflow-json.md} describes it.
     *
     * @throws IllegalArgumentException if a method is no task
     * @throws CarawayException if an argument cannot be written
     */
    String json(Workflow<?> workflow);

    /**
     * A workflow from JSON, to be enqueued. Arguments of tasks that this application has are read as the types of their
     * parameters.
     *
     * @param json at most 16 million characters, 100,000 nodes, nested at most 100 deep
     * @throws InvalidWorkflowException with all problems by JSON pointer
     */
    <R extends @Nullable Object> Workflow<R> workflow(String json);

    /**
     * The same for callers who are not trusted, as {@link #remoteCall}: only tasks with {@link Task#remote}. It does
     * not check options.
     *
     * @throws InvalidWorkflowException with all problems by JSON pointer
     */
    <R extends @Nullable Object> Workflow<R> remoteWorkflow(String json);

    /**
     * Sends a signal to a task, which gets its value from {@link TaskContext#awaitSignal}, also if it waits for it only
     * later. Part of the caller's transaction, and delivered with its commit; a task that waits for it begins its next
     * attempt at once then. Until the commit nobody else can signal or finish the task, so keep that transaction short.
     *
     * @param id the task's id
     * @param name the signal's name, as the task waits for it
     * @param value the value, not null, written as JSON as arguments are, in the format of the task; at most {@code
     *     caraway.max-arguments-bytes}. If the definition declares its {@link Signal signals} and is known here, its
     *     name and type are checked
     *
     * @return whether the task gets this value: the first one wins
     * @throws NoSuchTaskException if there is no such task
     * @throws TaskFinishedException if the task has finished
     * @throws IllegalArgumentException if the name or the value is invalid
     * @throws QueueUnavailableException if the database does not answer
     */
    SignalOutcome signal(UUID id, String name, Object value);

    /** {@link #signal(UUID, String, Object)} to the task of this handle. */
    default SignalOutcome signal(TaskHandle<?> task, String name, Object value) {
        return signal(task.id(), name, value);
    }

    /**
     * {@link #signal(UUID, String, Object)} to the task that holds this unique key at the moment.
     *
     * @throws NoSuchTaskException if no task holds the key; a key of the scope {@link UniqueKey.Scope#PENDING} is held
     *     until the first attempt begins
     */
    SignalOutcome signal(String uniqueKey, String name, Object value);

    /**
     * {@link #signal(UUID, String, Object)} with a value that is JSON: for callers who are not trusted. If the
     * definition declares its {@link Signal signals} and is known here, the JSON is read as the signal's type.
     *
     * @param json the value, not the JSON null
     * @throws IllegalArgumentException if the name or the value is invalid
     */
    SignalOutcome signalJson(UUID id, String name, String json);

    /** A handle of the task with this id, which need not exist; its result is converted to {@code resultType}. */
    <R extends @Nullable Object> TaskHandle<R> handle(UUID id, Class<R> resultType);

    /**
     * Reads summaries of these tasks with one query: for a page that shows many tasks. Arguments and results are not
     * read, see {@link TaskSummary}. Part of the caller's transaction if there is one.
     *
     * @param ids at most 1,000
     * @return the views by id; tasks that do not exist are left out
     * @throws IllegalArgumentException if there are more than 1,000 ids
     * @throws QueueUnavailableException if the database does not answer
     */
    Map<UUID, TaskSummary> summaries(Collection<UUID> ids);

    /** Enqueues a method with no argument that returns a value. */
    default <B, R extends @Nullable Object> TaskHandle<R> enqueue(TaskMethod.Value0<B, R> method) {
        return enqueue(call(method));
    }

    /** Enqueues a {@code void} method with no argument. */
    default <B> TaskHandle<@Nullable Void> enqueue(TaskMethod.Void0<B> method) {
        return enqueue(call(method));
    }

    /** Enqueues a method with one argument that returns a value. */
    default <B, A1 extends @Nullable Object, R extends @Nullable Object> TaskHandle<R> enqueue(
            TaskMethod.Value1<B, A1, R> method, A1 a1) {
        return enqueue(call(method, a1));
    }

    /** Enqueues a {@code void} method with one argument. */
    default <B, A1 extends @Nullable Object> TaskHandle<@Nullable Void> enqueue(TaskMethod.Void1<B, A1> method, A1 a1) {
        return enqueue(call(method, a1));
    }

    /** Enqueues a method with two arguments that returns a value. */
    default <B, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
            TaskHandle<R> enqueue(TaskMethod.Value2<B, A1, A2, R> method, A1 a1, A2 a2) {
        return enqueue(call(method, a1, a2));
    }

    /** Enqueues a {@code void} method with two arguments. */
    default <B, A1 extends @Nullable Object, A2 extends @Nullable Object> TaskHandle<@Nullable Void> enqueue(
            TaskMethod.Void2<B, A1, A2> method, A1 a1, A2 a2) {
        return enqueue(call(method, a1, a2));
    }

    /** Enqueues a method with three arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskHandle<R> enqueue(TaskMethod.Value3<B, A1, A2, A3, R> method, A1 a1, A2 a2, A3 a3) {
        return enqueue(call(method, a1, a2, a3));
    }

    /** Enqueues a {@code void} method with three arguments. */
    default <B, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
            TaskHandle<@Nullable Void> enqueue(TaskMethod.Void3<B, A1, A2, A3> method, A1 a1, A2 a2, A3 a3) {
        return enqueue(call(method, a1, a2, a3));
    }

    /** Enqueues a method with four arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskHandle<R> enqueue(TaskMethod.Value4<B, A1, A2, A3, A4, R> method, A1 a1, A2 a2, A3 a3, A4 a4) {
        return enqueue(call(method, a1, a2, a3, a4));
    }

    /** Enqueues a {@code void} method with four arguments. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object>
            TaskHandle<@Nullable Void> enqueue(TaskMethod.Void4<B, A1, A2, A3, A4> method, A1 a1, A2 a2, A3 a3, A4 a4) {
        return enqueue(call(method, a1, a2, a3, a4));
    }

    /** Enqueues a method with five arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskHandle<R> enqueue(
                    TaskMethod.Value5<B, A1, A2, A3, A4, A5, R> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        return enqueue(call(method, a1, a2, a3, a4, a5));
    }

    /** Enqueues a {@code void} method with five arguments. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object>
            TaskHandle<@Nullable Void> enqueue(
                    TaskMethod.Void5<B, A1, A2, A3, A4, A5> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        return enqueue(call(method, a1, a2, a3, a4, a5));
    }

    /** Enqueues a method with six arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskHandle<R> enqueue(
                    TaskMethod.Value6<B, A1, A2, A3, A4, A5, A6, R> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        return enqueue(call(method, a1, a2, a3, a4, a5, a6));
    }

    /** Enqueues a {@code void} method with six arguments. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object>
            TaskHandle<@Nullable Void> enqueue(
                    TaskMethod.Void6<B, A1, A2, A3, A4, A5, A6> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        return enqueue(call(method, a1, a2, a3, a4, a5, a6));
    }
}
