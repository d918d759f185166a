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

    /** With a message: the failure, the task, and the fix. */
    public NoSuchTaskException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public NoSuchTaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
