package org.caraway.internal.store.model;

import java.util.UUID;

/**
 * What stands for a task that was to be inserted. Immutable.
 *
 * @param id the id of the task that stands for it
 * @param kind which that is
 */
public record InsertedTask(UUID id, Kind kind) {

    /** Which task stands for one that was to be inserted. */
    public enum Kind {
        /** Itself. */
        NEW,
        /** One that was there before, and is as it was. */
        EXISTING,
        /** One that was there before and has not begun; it says now what this one said. */
        REPLACED
    }

    public static InsertedTask added(NewTask task) {
        return new InsertedTask(task.id(), Kind.NEW);
    }
}
