package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The attempt ran longer than its hard time limit and was recorded as failed. */
public class TimeLimitException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the task, and the fix. */
    public TimeLimitException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public TimeLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
