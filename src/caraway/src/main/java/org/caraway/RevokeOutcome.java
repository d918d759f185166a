package org.caraway;

/** The result of a {@link TaskHandle#revoke() revocation}. */
public enum RevokeOutcome {
    /** The task had no worker: it is REVOKED, and never runs. */
    REVOKED,
    /**
     * A worker holds it, and has been asked, now or before: it ends as REVOKED unless it succeeds first, and does not
     * run again in any case.
     */
    ASKED,
    /** It was over already; nothing has happened. */
    OVER
}
