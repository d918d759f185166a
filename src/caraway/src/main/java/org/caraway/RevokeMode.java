package org.caraway;

/**
 * How a running task is stopped by a revocation; tasks that are not running become REVOKED immediately in both modes.
 */
public enum RevokeMode {
    /** {@link TaskContext#checkRevoked()} throws; a method that never calls it runs to completion. */
    COOPERATIVE,
    /** In addition the method's thread is interrupted, once. A thread that ignores the interrupt is not stopped. */
    INTERRUPT
}
