package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The attempt has run longer than its soft time limit; it should clean up and return. */
public class SoftTimeLimitException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the task, and the fix. */
    public SoftTimeLimitException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public SoftTimeLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
