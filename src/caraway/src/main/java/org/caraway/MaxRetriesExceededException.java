package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A task requested a retry, but has used all of its retries. Thrown by the method that requests the retry, so that the
 * task can react; if the task does not catch it, the task fails, with the cause if there is one.
 */
public class MaxRetriesExceededException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the task, and the fix. */
    public MaxRetriesExceededException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public MaxRetriesExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
