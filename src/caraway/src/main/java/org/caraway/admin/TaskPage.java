package org.caraway.admin;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.TaskSummary;
import org.jspecify.annotations.Nullable;

/**
 * A page of the tasks that a query selects, newest first. Immutable.
 *
 * @param tasks the tasks
 * @param cursor the cursor of the next page, for {@link TaskQuery#after}; null if this is the last page
 */
public record TaskPage(List<TaskSummary> tasks, @Nullable UUID cursor) {

    /** Copies the list. */
    public TaskPage {
        tasks = List.copyOf(tasks);
    }

    /** The cursor of the next page, for {@link TaskQuery#after}; absent if this is the last page. */
    public Optional<UUID> next() {
        return Optional.ofNullable(cursor);
    }
}
