package org.caraway;

/**
 * Where a task stands. The names are those that Celery's users read in their dashboards and SQL.
 *
 * <p>An unknown id has no state at all: it is "no such task", never {@link #PENDING}.
 */
public enum TaskState {
    /** May be claimed once {@code run_at} has come. */
    PENDING,
    /** Waits for an unfinished predecessor in its workflow. */
    WAITING,
    /** A worker holds it and runs it, or will within a moment. */
    STARTED,
    /** An attempt failed; it runs again once {@code run_at} has come. */
    RETRY,
    /** The method returned; the result is stored. */
    SUCCESS,
    /** The method failed for good; the error is stored. */
    FAILURE,
    /** Somebody asked that it not run. */
    REVOKED,
    /** Its time to be run at all passed before a worker was free. */
    EXPIRED;

    /** Whether the task is over; only a retry or a rerun that somebody asks for puts it back. */
    public boolean isFinal() {
        return switch (this) {
            case PENDING, WAITING, STARTED, RETRY -> false;
            case SUCCESS, FAILURE, REVOKED, EXPIRED -> true;
        };
    }
}
