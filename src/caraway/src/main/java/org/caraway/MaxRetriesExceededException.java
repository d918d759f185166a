package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A retry was asked for, but the task has used all of its retries. Thrown where the task asks, so that it can do
 * something else instead; if it lets this pass, it fails, with the cause if it named one.
 */
public class MaxRetriesExceededException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public MaxRetriesExceededException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public MaxRetriesExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
