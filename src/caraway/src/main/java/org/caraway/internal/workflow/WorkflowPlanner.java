package org.caraway.internal.workflow;

import java.lang.reflect.Type;
import java.util.UUID;
import java.util.function.Supplier;
import org.caraway.CallOptions;
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
        UUID id = whole.id() == null ? ids.get() : whole.id();
        Planning planning = new Planning(id, tasks, ids, whole);
        return planning.plan(node);
    }

    /**
     * What belongs to the workflow as a whole. Immutable.
     *
     * @param name its name, null for none
     * @param id the id that the caller chose, null for none
     * @param unique the key under which no second workflow may be enqueued, null for none
     */
    record Whole(
            @Nullable String name,
            @Nullable UUID id,
            @Nullable UniqueKey unique) {

        static Whole of(WorkflowNode node) {
            Whole whole = new Whole(null, null, null);
            WorkflowNode next = node;
            while (true) {
                if (next instanceof WorkflowNode.Watched watched) {
                    next = watched.node();
                } else if (next instanceof WorkflowNode.Configured configured) {
                    whole = whole.under(configured.name(), configured.options());
                    next = configured.node();
                } else {
                    return whole;
                }
            }
        }

        private Whole under(@Nullable String inner, CallOptions options) {
            return new Whole(
                    name == null ? inner : name,
                    id == null ? options.id() : id,
                    unique == null ? options.unique() : unique);
        }
    }
}
