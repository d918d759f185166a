package org.caraway;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task was revoked or has expired, so there is no result; or the running attempt can no longer store a result. */
public class TaskRevokedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable FailedStep revokedStep;

    /** With a message: the failure, the task, and the fix. */
    public TaskRevokedException(String message) {
        super(message);
        revokedStep = null;
    }

    /** With a message and a cause. */
    public TaskRevokedException(String message, @Nullable Throwable cause) {
        super(message, cause);
        revokedStep = null;
    }

    /** With a message, and the step that was revoked or has expired first. */
    public TaskRevokedException(String message, FailedStep revokedStep) {
        super(message);
        this.revokedStep = revokedStep;
    }

    /**
     * The task that was revoked or has expired: the awaited one or, for a workflow, the step with which that began.
     * Absent if a running attempt throws the exception.
     */
    public Optional<FailedStep> revokedStep() {
        return Optional.ofNullable(revokedStep);
    }
}
