package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The attempt ran longer than its hard time limit and was recorded as failed. */
public class TimeLimitException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public TimeLimitException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public TimeLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
