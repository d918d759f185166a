package org.caraway.admin;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/**
 * Some of the tasks that a query means, newest first. Immutable.
 *
 * @param tasks the tasks
 * @param cursor with which {@link TaskQuery#after} gets the next page, null if this is the last
 */
public record TaskPage(List<TaskView> tasks, @Nullable UUID cursor) {

    /** Copies the list. */
    public TaskPage {
        tasks = List.copyOf(tasks);
    }

    /** With which {@link TaskQuery#after} gets the next page, absent if this is the last. */
    public Optional<UUID> next() {
        return Optional.ofNullable(cursor);
    }
}
