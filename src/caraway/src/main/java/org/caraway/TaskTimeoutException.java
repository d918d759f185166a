package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The task did not finish within the caller's time-out. The task continues. */
public class TaskTimeoutException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the task, and the fix. */
    public TaskTimeoutException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public TaskTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
