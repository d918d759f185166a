package org.caraway.internal.store.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A workflow to insert. Immutable.
 *
 * @param id its id, that of the task whose result is the workflow's
 * @param name the name that the application gave it, null for none
 * @param maxConcurrent how many workflows of its name run at once, null for no limit
 * @param tasks its steps and the rows of its groups, all with a place in it
 * @param groups the counters of its groups
 */
public record WorkflowPlan(
        UUID id, @Nullable String name, @Nullable Integer maxConcurrent, List<NewTask> tasks, List<NewGroup> groups) {

    /** The name of the rows of groups, which never run. */
    public static final String GROUP = "caraway.group";

    /** Copies the lists. */
    public WorkflowPlan {
        tasks = List.copyOf(tasks);
        groups = List.copyOf(groups);
    }
}
