package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The database that holds the queue did not answer: nothing was enqueued or read. The call may be tried again. */
public class QueueUnavailableException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public QueueUnavailableException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public QueueUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
