package org.caraway.internal.store.recover;

import java.util.List;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;

/**
 * Tasks that were finished while no worker held them. Immutable.
 *
 * @param tasks these
 * @param advance what that has led to in workflows
 */
public record EndedTasks(List<FinishedTask> tasks, Advance advance) {

    /** None. */
    public static final EndedTasks NONE = new EndedTasks(List.of(), Advance.NONE);

    /** Copies. */
    public EndedTasks {
        tasks = List.copyOf(tasks);
    }
}
