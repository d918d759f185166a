package org.caraway;

/** How often a task may be handed to its method when workers are lost. */
public enum Delivery {

    /** As often as it takes, up to {@link Task#maxDeliveries()}: nothing is lost, but a task may run twice. */
    AT_LEAST_ONCE,

    /**
     * Once: a task whose worker is lost, or stops, after the method may have begun fails with {@link
     * WorkerLostException} and never runs again on that account. For effects that must not be repeated and cannot be
     * rolled back. Costs one more write for each attempt. Retries that the task itself asks for, by {@link
     * Task#retryFor()} or {@link TaskContext#retryIn}, are made all the same.
     */
    AT_MOST_ONCE
}
