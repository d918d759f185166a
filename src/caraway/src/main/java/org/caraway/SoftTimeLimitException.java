package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The attempt has run longer than its soft time limit; it should clean up and end. */
public class SoftTimeLimitException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public SoftTimeLimitException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public SoftTimeLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
