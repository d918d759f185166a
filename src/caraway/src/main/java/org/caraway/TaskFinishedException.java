package org.caraway;

import java.io.Serial;

/** A task has finished, so that what was asked of it has no effect any more; thrown by {@link TaskQueue#signal}. */
public final class TaskFinishedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With this message. */
    public TaskFinishedException(String message) {
        super(message);
    }
}
