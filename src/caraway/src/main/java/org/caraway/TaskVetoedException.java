package org.caraway;

import java.io.Serial;

/** A call was not enqueued because an observer of its enqueueing said no; nothing was. */
public final class TaskVetoedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what was refused, and why. */
    public TaskVetoedException(String message) {
        super(message);
    }
}
