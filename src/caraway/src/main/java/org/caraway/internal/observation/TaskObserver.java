package org.caraway.internal.observation;

import java.util.List;
import org.caraway.Progress;
import org.caraway.TaskCall;
import org.caraway.WorkerEvent;
import org.jspecify.annotations.Nullable;

/**
 * Observes the transitions of tasks in this process. Implementations are thread-safe, and throw nothing but what {@link
 * #enqueueing} says.
 */
public interface TaskObserver {

    /**
     * A call is about to be enqueued, on this thread and in its transaction.
     *
     * @return what is enqueued in its place: the same task, perhaps with other headers
     * @throws org.caraway.TaskVetoedException if it is not to be
     */
    default TaskCall<?> enqueueing(TaskCall<?> call) {
        return call;
    }

    /**
     * The calls that remain are enqueued on this thread, from now until the step is closed; their context is captured
     * within.
     */
    default EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        return EnqueueStep.UNOBSERVED;
    }

    /** An attempt begins on this thread, which keeps it until the step is closed. Its context is not restored yet. */
    default AttemptStep attempt(TaskFacts task) {
        return AttemptStep.UNOBSERVED;
    }

    /** The attempt reports how far it is, on its own thread or on another that works for it. */
    default void progress(TaskFacts task, Progress progress) {}

    /**
     * What the running attempt has reported of itself, its phase and partial result included, is written. Must return
     * at once.
     *
     * @param progress the latest, null if it has reported none
     */
    default void reported(TaskFacts task, @Nullable Progress progress) {}

    /**
     * An attempt was completed by another thread than its own. Must return at once: the caller is a loop with work to
     * do.
     */
    default void ended(TaskFacts task, AttemptResult ending) {}

    /** What an attempt has done does not count: its task was given to another worker. Must return at once. */
    default void leaseLost(TaskFacts task) {}

    /** A lost worker's task runs again. Must return at once. */
    default void redelivered(TaskFacts task) {}

    /** A task has expired, and is over. Must return at once. */
    default void expired(TaskFacts task) {}

    /** The worker starts or stops, on the thread that has it do so. */
    default void worker(WorkerEvent event) {}

    /** Calls while they are enqueued. Confined to the thread that enqueues. */
    interface EnqueueStep extends AutoCloseable {

        /** Nobody observes the calls. */
        EnqueueStep UNOBSERVED = new EnqueueStep() {};

        /**
         * They stand in the table; in a transaction, others see them when that commits.
         *
         * @param tasks for each call its task, null if another that was there before stands for it
         */
        default void enqueued(List<@Nullable TaskFacts> tasks) {}

        /** Nothing was enqueued. */
        default void failed(RuntimeException failure) {}

        @Override
        default void close() {}
    }

    /** An attempt while it runs. Confined to its thread. */
    interface AttemptStep extends AutoCloseable {

        /** Nobody observes the attempt. */
        AttemptStep UNOBSERVED = new AttemptStep() {};

        /** The context is restored, the method is about to be called. */
        default void started() {}

        /**
         * Its end has been handed over to be written; or has been written, if the method has a transaction. Its context
         * is gone. Not called if the end was another's to write.
         */
        default void ended(AttemptResult ending) {}

        /** The thread is done with it. */
        @Override
        default void close() {}
    }
}
