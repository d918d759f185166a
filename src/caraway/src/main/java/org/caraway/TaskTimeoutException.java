package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The task was not over within the time that the caller was ready to wait. The task goes on. */
public class TaskTimeoutException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public TaskTimeoutException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public TaskTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
