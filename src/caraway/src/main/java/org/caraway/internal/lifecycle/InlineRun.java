package org.caraway.internal.lifecycle;

import java.util.List;
import org.caraway.TaskLogEntry;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/**
 * What came of a task that ran on its caller's thread, which nothing stores. Immutable.
 *
 * @param view how it stands, as its row would say it; it is over
 * @param log what it logged
 * @param failure what made it fail, null if it did not
 */
public record InlineRun(
        TaskView view, List<TaskLogEntry> log, @Nullable Throwable failure) {

    /** Copies the list. */
    public InlineRun {
        log = List.copyOf(log);
    }
}
