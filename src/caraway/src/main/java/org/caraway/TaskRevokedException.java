package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The task was revoked or has expired, so there is no result; or the running attempt can no longer store a result. */
public class TaskRevokedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the task, and the fix. */
    public TaskRevokedException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public TaskRevokedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
