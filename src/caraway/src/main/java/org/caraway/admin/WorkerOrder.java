package org.caraway.admin;

/** An order to a worker, valid until the worker stops. The worker follows it within about a second. */
public enum WorkerOrder {
    /**
     * Claim tasks and run them: how each worker begins. It undoes {@link #PAUSE}, and nothing for a worker that is
     * stopping already.
     */
    WORK,
    /**
     * Claim nothing; what it has claimed already goes on, and so does what it does for all, such as rescuing lost
     * tasks.
     */
    PAUSE,
    /**
     * Stop as at an undeployment, with {@code caraway.shutdown} and its grace. Its process goes on without a worker; a
     * redeployment or a restart begins another. It cannot be undone: another order that comes while it stops, in its
     * grace for instance, changes nothing.
     */
    STOP
}
