package org.caraway;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues calls of tasks. Inject it into any bean. Thread-safe.
 *
 * <p>Enqueueing joins the caller's JTA transaction: the task exists if and only if that commits, and its id is known at
 * once. Without a transaction it is committed when the method returns. All methods that enqueue throw
 * {@link QueueUnavailableException} if the database does not answer, and {@link IllegalArgumentException} for arguments
 * that cannot be stored; nothing is enqueued then. Likewise {@link TaskNotUniqueException} for a {@link UniqueKey} that is taken,
 * {@link QueueFullException}, {@link TaskVetoedException}, and {@link CarawayException} if a router or propagator fails.
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
     * Enqueues the call once for each worker that is alive now and has a task of this name, so that it runs on every one of them: to
     * empty a cache on all nodes, say. Each copy is a task of its own that only its worker runs; all have the same value of the label
     * {@link #BROADCAST_LABEL}. A worker that starts later runs none. Of one that is gone the copy becomes
     * {@link TaskState#EXPIRED}; one that is only silent for a while may run it late, unless the call expires before.
     *
     * @return the handles in no particular order; empty if there is no such worker
     * @throws IllegalArgumentException if the call asks for a queue, node, worker, id or unique key, which many cannot share
     */
    <R extends @Nullable Object> List<TaskHandle<R>> broadcast(TaskCall<R> call);

    /** A handle of the task with this id, which need not exist; {@code resultType} is what its result is read as. */
    <R extends @Nullable Object> TaskHandle<R> handle(UUID id, Class<R> resultType);

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
