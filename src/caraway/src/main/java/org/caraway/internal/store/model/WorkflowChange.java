package org.caraway.internal.store.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running step asks for, written with its completion if it succeeds. Immutable.
 *
 * @param replacement the workflow that takes the task's place, null for none; the last of its tasks has the task's id
 * @param added new members of the step's group, each with the group's id and an index that is decided later
 */
public record WorkflowChange(@Nullable WorkflowPlan replacement, List<WorkflowPlan> added) {

    /** Nothing. */
    public static final WorkflowChange NONE = new WorkflowChange(null, List.of());

    /** Copies the list. */
    public WorkflowChange {
        added = List.copyOf(added);
    }
}
