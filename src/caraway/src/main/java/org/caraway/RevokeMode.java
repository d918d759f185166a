package org.caraway;

/** How a running task is told that it has been revoked; tasks that do not run are over at once in either mode. */
public enum RevokeMode {
    /** {@link TaskContext#checkRevoked()} throws; a method that never calls it runs to its end. */
    ASK,
    /** In addition the thread of the method is interrupted, once. A thread that ignores that is not stopped. */
    INTERRUPT
}
