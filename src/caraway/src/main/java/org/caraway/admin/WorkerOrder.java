package org.caraway.admin;

/** An order to a worker, valid until the worker stops. The worker follows it within about a second. */
public enum WorkerOrder {
    /**
     * Claim tasks and run them: the initial order of each worker. It ends {@link #PAUSE}, and has no effect on a worker
     * that is already stopping.
     */
    WORK,
    /**
     * Claim no more tasks. Claimed tasks still run, and the worker continues maintenance, such as rescuing lost tasks.
     */
    PAUSE,
    /**
     * Stop as at an undeployment, with {@code caraway.shutdown} and its grace period. The process continues without a
     * worker; a redeployment or restart creates a new one. It cannot be undone: an order that arrives while the worker
     * stops, for example in its grace period, has no effect.
     */
    STOP
}
