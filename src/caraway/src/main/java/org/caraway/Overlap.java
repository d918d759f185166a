package org.caraway;

/** What becomes of a fire of a schedule while an earlier run of it has not finished. */
public enum Overlap {
    /** It runs beside the earlier one. */
    ALLOW,
    /** It is skipped. */
    SKIP,
    /** It runs after the earlier one; a second one that would wait is skipped. */
    QUEUE_ONE,
    /** It runs after all earlier ones, in their order; at most a thousand wait. */
    QUEUE_ALL,
    /** It runs, and the earlier ones are revoked with {@link RevokeMode#INTERRUPT}. */
    REVOKE_RUNNING
}
