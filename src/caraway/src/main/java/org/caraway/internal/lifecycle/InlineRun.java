package org.caraway.internal.lifecycle;

import java.util.List;
import org.caraway.TaskLogEntry;
import org.caraway.TaskView;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task that ran on the thread of its caller; it is not stored. Immutable.
 *
 * @param view the final task, with the same facts as a row would have
 * @param log the lines that the task logged
 * @param failure the cause of the failure, null if the task did not fail
 */
public record InlineRun(
        TaskView view, List<TaskLogEntry> log, @Nullable Throwable failure) {

    /** Copies the list. */
    public InlineRun {
        log = List.copyOf(log);
    }
}
