package org.caraway;

/** How many times a task is delivered to its method when workers are lost. */
public enum Delivery {

    /** Again after each lost worker, up to {@link Task#maxDeliveries()}: no task is lost, but a task may run twice. */
    AT_LEAST_ONCE,

    /**
     * Once: if the worker is lost, or stops, after the method may have begun, the task fails with {@link
     * WorkerLostException} and is not delivered again. For effects that must not be repeated and cannot be rolled back.
     * Costs one more write for each attempt. Retries by {@link Task#retryFor()} or {@link TaskContext#retryIn} are not
     * affected.
     */
    AT_MOST_ONCE
}
