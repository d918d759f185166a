package org.caraway;

import java.util.UUID;

/** A call asked for a {@link UniqueKey} that another task has taken. Nothing was enqueued. */
public final class TaskNotUniqueException extends CarawayException {

    private static final long serialVersionUID = 1L;

    /** The task that has the key. */
    private final UUID taken;

    /** For the task that has the key. */
    public TaskNotUniqueException(String message, UUID taken) {
        super(message);
        this.taken = taken;
    }

    /** The id of the task that has the key. */
    public UUID takenBy() {
        return taken;
    }
}
