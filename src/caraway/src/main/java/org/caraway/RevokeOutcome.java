package org.caraway;

/** The result of a {@link TaskHandle#revoke() revocation}. */
public enum RevokeOutcome {
    /** No worker had claimed the task: it is REVOKED and does not run. */
    REVOKED,
    /**
     * A worker has claimed the task, and the revocation was requested, now or earlier: the task becomes REVOKED unless
     * its attempt succeeds, and does not run again in either case. The answer is the same for a step that waits while
     * other steps of its workflow are just being completed: a worker revokes it within about a second.
     */
    REQUESTED,
    /** The task had already finished; nothing has changed. */
    OVER
}
