package org.caraway.internal.store.model;

import java.util.UUID;

/**
 * The task that stands for a task to be inserted. Immutable.
 *
 * @param id the id of the task that stands for it
 * @param kind which that is
 */
public record InsertedTask(UUID id, Kind kind) {

    /** Which task stands for the one to be inserted. */
    public enum Kind {
        /** That task itself. */
        NEW,
        /** A task that existed before, unchanged. */
        EXISTING,
        /** A task that existed before and has not begun; it now has the data of the one to be inserted. */
        REPLACED
    }

    public static InsertedTask added(NewTask task) {
        return new InsertedTask(task.id(), Kind.NEW);
    }
}
