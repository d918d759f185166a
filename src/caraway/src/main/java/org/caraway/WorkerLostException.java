package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The workers that ran this task died too often while running it. */
public class WorkerLostException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public WorkerLostException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public WorkerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
