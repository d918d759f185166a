package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The task was revoked, or has expired, so there is no result; or the running attempt may no longer write one. */
public class TaskRevokedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public TaskRevokedException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public TaskRevokedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
