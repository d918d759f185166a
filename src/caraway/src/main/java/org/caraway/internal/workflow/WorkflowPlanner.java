package org.caraway.internal.workflow;

import java.lang.reflect.Type;
import java.util.UUID;
import java.util.function.Supplier;
import org.caraway.UniqueKey;
import org.caraway.WorkflowNode;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** Plans workflows: all rows that are inserted when one is enqueued. Thread-safe. */
public final class WorkflowPlanner {

    private final Supplier<UUID> ids;

    /** With ids from this supplier. */
    public WorkflowPlanner(Supplier<UUID> ids) {
        this.ids = ids;
    }

    /**
     * A plan. Immutable.
     *
     * @param plan the rows
     * @param resultType the type of the workflow's result, null if it is unknown
     */
    public record Planned(WorkflowPlan plan, @Nullable Type resultType) {}

    /**
     * The plan of a workflow.
     *
     * @throws IllegalArgumentException naming the step and the fix, if the composition makes no sense, or an argument
     *     does not fit
     */
    public Planned plan(WorkflowNode node, StepTasks tasks) {
        Whole whole = Whole.of(node);
        if (whole.maxConcurrent() != null && whole.name() == null) {
            throw new IllegalArgumentException("The workflow has the limit maxConcurrent(" + whole.maxConcurrent()
                    + "), which is one of workflows of the same name, but no name; give it one with named");
        }
        UUID id = whole.id() == null ? ids.get() : whole.id();
        return new Planning(id, tasks, ids, whole).plan(node, new Exit(id, null, null, whole.name(), true));
    }

    /**
     * The plan of a part of a workflow that runs already; otherwise as {@link #plan}.
     *
     * @param workflow the workflow
     * @param id the id of the task whose result is the part's, null for a new one
     * @param group the group that the part becomes a member of, null for none; the index is decided later
     */
    public WorkflowPlan part(
            WorkflowNode node, StepTasks tasks, UUID workflow, @Nullable UUID id, @Nullable UUID group) {
        Whole whole = Whole.of(node);
        if (whole.id() != null || whole.unique() != null || whole.maxConcurrent() != null) {
            throw Whole.ofAPart();
        }
        Exit exit = new Exit(id == null ? ids.get() : id, group, group == null ? null : 0, whole.name(), false);
        UUID place = group == null ? exit.id() : group; // members that are added in the same way are shown as one
        return new Planning(workflow, tasks, ids, whole)
                .numberedFrom(place.hashCode() & Integer.MAX_VALUE >> 1)
                .plan(node, exit)
                .plan();
    }

    /**
     * What belongs to the workflow as a whole. Immutable.
     *
     * @param name its name, null for none
     * @param id the id that the caller chose, null for none
     * @param unique the key under which no second workflow may be enqueued, null for none
     * @param maxConcurrent how many workflows of its name run at once, null for no limit
     */
    record Whole(
            @Nullable String name,
            @Nullable UUID id,
            @Nullable UniqueKey unique,
            @Nullable Integer maxConcurrent) {

        static IllegalArgumentException ofAPart() {
            return new IllegalArgumentException("An id, a unique key or maxConcurrent was given to a part of a"
                    + " workflow; only the workflow as a whole can have one");
        }

        static Whole of(WorkflowNode node) {
            Whole whole = new Whole(null, null, null, null);
            WorkflowNode next = node;
            while (true) {
                if (next instanceof WorkflowNode.Watched watched) {
                    next = watched.node();
                } else if (next instanceof WorkflowNode.Configured configured) {
                    whole = whole.under(configured);
                    next = configured.node();
                } else {
                    return whole;
                }
            }
        }

        private Whole under(WorkflowNode.Configured inner) {
            return new Whole(
                    name == null ? inner.name() : name,
                    id == null ? inner.options().id() : id,
                    unique == null ? inner.options().unique() : unique,
                    maxConcurrent == null ? inner.maxConcurrent() : maxConcurrent);
        }
    }
}
