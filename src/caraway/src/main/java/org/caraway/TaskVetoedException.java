package org.caraway;

import java.io.Serial;

/** An observer vetoed a call. Nothing was enqueued. */
public final class TaskVetoedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the refused call and the reason. */
    public TaskVetoedException(String message) {
        super(message);
    }
}
