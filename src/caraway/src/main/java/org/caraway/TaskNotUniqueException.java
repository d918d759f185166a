package org.caraway;

import java.util.UUID;

/** Another task holds the {@link UniqueKey} of a call. Nothing was enqueued. */
public final class TaskNotUniqueException extends CarawayException {

    private static final long serialVersionUID = 1L;

    /** The task that holds the key. */
    private final UUID taken;

    /** For the task that holds the key. */
    public TaskNotUniqueException(String message, UUID taken) {
        super(message);
        this.taken = taken;
    }

    /** The id of the task that holds the key. */
    public UUID takenBy() {
        return taken;
    }
}
