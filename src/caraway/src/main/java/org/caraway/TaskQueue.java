package org.caraway;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues calls of tasks, or runs them at once. Inject it into any bean. Thread-safe.
 *
 * <p>Enqueueing joins the caller's JTA transaction: the task exists if and only if that commits, and its id is known at
 * once. Without a transaction it is committed when the method returns. All methods that enqueue throw {@link
 * QueueUnavailableException} if the database does not answer, and {@link IllegalArgumentException} for arguments that
 * cannot be stored; nothing is enqueued then. Likewise {@link TaskNotUniqueException} for a {@link UniqueKey} that is
 * taken, {@link QueueFullException}, {@link TaskVetoedException}, and {@link CarawayException} if a router or
 * propagator fails.
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

    /** Enqueues the call as a task of its own. */
    <R extends @Nullable Object> TaskHandle<R> enqueue(TaskCall<R> call);

    /**
     * Enqueues all calls in one batch insert, all or none; the handles stand in the order of the calls.
     *
     * @param calls any number; none enqueues nothing
     */
    <R extends @Nullable Object> List<TaskHandle<R>> enqueueAll(List<? extends TaskCall<? extends R>> calls);

    /**
     * Runs the call here and now, on the current thread, and returns its result, null for a {@code void} method.
     * Nothing is enqueued or stored. For work that is needed at once and is a task elsewhere, and for tests.
     *
     * <p>The task finds what it would find in a worker: its {@link TaskContext}, {@link TaskScoped} beans of its own,
     * arguments and result that have gone through JSON, so that what cannot travel fails here too. It is retried as its
     * definition and the call say, but at once, without the waits; one that may be retried without end is retried 100
     * times. {@link TaskContext#postpone} fails it, for nothing waits here. Observers of {@link TaskEvent} hear of it;
     * queues that are paused or full, limits, the uniqueness of other calls and what vetoes enqueueing do not concern
     * it.
     *
     * <p>The thread stays the caller's: the method sees the caller's request, session and security context, and what
     * propagators would restore is there already. Nobody interrupts it: after the soft time limit, {@link
     * TaskContext#checkRevoked()} says so, and the hard one has no effect.
     *
     * <p>A method joins the caller's transaction as its annotations say. It is not retried once that can only be rolled
     * back. Without a transaction of the caller, a {@code @Transactional} method has one of its own for each attempt,
     * and a failed commit is retried.
     *
     * @throws TaskFailedException if the task failed; its cause is what the method threw at last
     * @throws TaskRevokedException if the call has expired before
     * @throws IllegalArgumentException if no task of this name is known here, the call asks for a later start, a unique
     *     key, a node or a worker, or its arguments could not be enqueued; nothing has run then
     * @throws CarawayException if a router or propagator fails; nothing has run then
     */
    <R extends @Nullable Object> R run(TaskCall<R> call);

    /**
     * Runs the call as {@link #run} does, and returns a handle that knows what came of it, failed or not. The handle
     * has all that one of an enqueued task has, but for {@link TaskHandle#retry()}; its task is over, stands in no
     * table and is forgotten with it.
     *
     * @throws IllegalArgumentException as there
     * @throws CarawayException as there
     */
    <R extends @Nullable Object> TaskHandle<R> apply(TaskCall<R> call);

    /**
     * Enqueues the call once for each worker that is alive now and has a task of this name, so that it runs on every
     * one of them: to empty a cache on all nodes, say. Each copy is a task of its own that only its worker runs; all
     * have the same value of the label {@link #BROADCAST_LABEL}. A worker that starts later runs none. Of one that is
     * gone the copy becomes {@link TaskState#EXPIRED}; one that is only silent for a while may run it late, unless the
     * call expires before.
     *
     * @return the handles in no particular order; empty if there is no such worker
     * @throws IllegalArgumentException if the call asks for a queue, node, worker, id or unique key, which many cannot
     *     share
     */
    <R extends @Nullable Object> List<TaskHandle<R>> broadcast(TaskCall<R> call);

    /** A handle of the task with this id, which need not exist; {@code resultType} is what its result is read as. */
    <R extends @Nullable Object> TaskHandle<R> handle(UUID id, Class<R> resultType);

    /**
     * What is stored of these tasks now, as {@link TaskHandle#view} has it, in one question to the database: for a page
     * that shows many. Part of the caller's transaction where there is one.
     *
     * @param ids at most 1,000
     * @return by id; tasks that do not exist are left out
     * @throws IllegalArgumentException if there are more
     * @throws QueueUnavailableException if the database does not answer
     */
    Map<UUID, TaskView> views(Collection<UUID> ids);

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
