package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The database did not answer: nothing was enqueued or read. The call can be repeated. */
public class QueueUnavailableException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the object, and the fix. */
    public QueueUnavailableException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public QueueUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
