package org.caraway;

import java.io.Serial;
import java.util.UUID;

/** The task failed and will not be retried; contains the stored error as text. */
public class TaskFailedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient TaskError error;

    /** For the task with this id and name, and the stored error. */
    public TaskFailedException(UUID id, String name, TaskError error) {
        super("Task " + id + " (" + name + ") failed with " + error.type() + ": " + error.message());
        this.error = error;
    }

    /** Type, message and stack trace, as text. */
    public TaskError error() {
        return error;
    }
}
