package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The task was lost with its worker too many times. */
public class WorkerLostException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the task, and the fix. */
    public WorkerLostException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public WorkerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
