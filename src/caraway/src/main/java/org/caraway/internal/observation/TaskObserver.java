package org.caraway.internal.observation;

import java.util.List;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.WorkerEvent;
import org.jspecify.annotations.Nullable;

/**
 * Observes the transitions of tasks in this process. Implementations are thread-safe, and throw only the exception of
 * {@link #enqueueing}.
 */
public interface TaskObserver {

    /**
     * A call is about to be enqueued, on this thread and in its transaction.
     *
     * @return the call to enqueue: the same task, possibly with other headers
     * @throws org.caraway.TaskVetoedException if it must not be enqueued
     */
    default TaskCall<?> enqueueing(TaskCall<?> call) {
        return call;
    }

    /**
     * The calls are enqueued on this thread until the step is closed; their context is captured meanwhile.
     */
    default EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        return EnqueueStep.UNOBSERVED;
    }

    /** An attempt begins on this thread, which keeps it until the step is closed. Its context is not restored yet. */
    default AttemptStep attempt(TaskFacts task) {
        return AttemptStep.UNOBSERVED;
    }

    /** The attempt has reported progress, on its own thread or on another that works for it. */
    default void progress(TaskFacts task, Progress progress) {}

    /**
     * A report of the running attempt (progress, phase or partial result) has been stored. Must return immediately.
     *
     * @param progress the latest progress, null if none was reported
     */
    default void reported(TaskFacts task, @Nullable Progress progress) {}

    /**
     * An attempt was completed by another thread than its own. Must return immediately, because the caller is a loop.
     */
    default void ended(TaskFacts task, AttemptResult ending) {}

    /** The completion of an attempt was refused: another worker has received the task. Must return immediately. */
    default void leaseLost(TaskFacts task) {}

    /** The task of a lost worker runs again. Must return immediately. */
    default void redelivered(TaskFacts task) {}

    /** A task has expired. Must return immediately. */
    default void expired(TaskFacts task) {}

    /** Steps of this workflow had waited for nothing, and go on. Must return immediately. */
    default void workflowMended(UUID workflow) {}

    /** The worker starts or stops, on the calling thread. */
    default void worker(WorkerEvent event) {}

    /** A step of a schedule has been committed. Must return immediately, because the caller may be a loop. */
    default void schedule(ScheduleEvent event) {}

    /** Calls while they are enqueued. Confined to the thread that enqueues. */
    interface EnqueueStep extends AutoCloseable {

        /** A step without an observer. */
        EnqueueStep UNOBSERVED = new EnqueueStep() {};

        /**
         * The tasks were inserted; inside a transaction, others see them after the commit.
         *
         * @param tasks the task of each call, null if an existing task is used instead
         */
        default void enqueued(List<@Nullable TaskFacts> tasks) {}

        /** Nothing was enqueued. */
        default void failed(RuntimeException failure) {}

        @Override
        default void close() {}
    }

    /** An attempt while it runs. Confined to its thread. */
    interface AttemptStep extends AutoCloseable {

        /** A step without an observer. */
        AttemptStep UNOBSERVED = new AttemptStep() {};

        /** The context has been restored, and the method is about to be called. */
        default void started() {}

        /**
         * The completion was passed to the writer, or has been stored if the method has a transaction. The context is
         * no longer active. Not called if another thread completed the attempt.
         */
        default void ended(AttemptResult ending) {}

        /** The thread has finished the attempt. */
        @Override
        default void close() {}
    }
}
