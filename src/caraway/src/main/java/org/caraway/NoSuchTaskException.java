package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * No task has this id: it was never enqueued here, its enqueueing was rolled back, or it was deleted after its
 * retention.
 */
public class NoSuchTaskException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public NoSuchTaskException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public NoSuchTaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
