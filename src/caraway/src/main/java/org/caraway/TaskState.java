package org.caraway;

/**
 * The state of a task. The names are those of Celery.
 *
 * <p>An unknown id has no state: it is "no such task", never {@link #PENDING}.
 */
public enum TaskState {
    /** Can be claimed from {@code run_at} on. */
    PENDING,
    /** Waits for an unfinished predecessor in its workflow, or is a group whose members are not finished. */
    WAITING,
    /** A worker has claimed it and runs it, or will run it as soon as a slot is free. */
    STARTED,
    /** An attempt failed; the task runs again from {@code run_at} on. */
    RETRY,
    /** The method returned; the result is stored. */
    SUCCESS,
    /** The method failed for good; the error is stored. */
    FAILURE,
    /** The task was revoked. */
    REVOKED,
    /** The task expired before an attempt could begin. */
    EXPIRED,
    /** The step of a workflow was not needed: a branch that was not taken, or a callback for the other outcome. */
    SKIPPED;

    /** Whether the task has finished; only a requested retry or rerun makes it run again. */
    public boolean isFinal() {
        return switch (this) {
            case PENDING, WAITING, STARTED, RETRY -> false;
            case SUCCESS, FAILURE, REVOKED, EXPIRED, SKIPPED -> true;
        };
    }
}
