package org.caraway.internal.engine.attempt;

import java.util.ArrayList;
import java.util.List;
import org.caraway.Workflow;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.WorkflowChange;
import org.caraway.internal.store.model.WorkflowPlan;
import org.caraway.internal.workflow.RunningWorkflows;
import org.jspecify.annotations.Nullable;

/** What an attempt asks for in its workflow. Thread-safe. */
final class WorkflowRequests {

    private final ClaimedTask task;
    private final RunningWorkflows workflows;
    private final List<WorkflowPlan> added = new ArrayList<>();
    private @Nullable WorkflowPlan replacement;

    WorkflowRequests(ClaimedTask task, RunningWorkflows workflows) {
        this.task = task;
        this.workflows = workflows;
    }

    synchronized void replaceWith(Workflow<?> workflow) {
        if (replacement != null) {
            throw new IllegalStateException("Task " + task.id() + " (" + task.name()
                    + ") is to be replaced by two workflows; compose them to one");
        }
        replacement = workflows.replacement(task, workflow);
    }

    synchronized void addToGroup(Workflow<?> member) {
        ClaimedTask.Step step = task.step();
        if (step == null || step.groupId() == null) {
            throw new IllegalStateException("Task " + task.id() + " (" + task.name()
                    + ") is no member of a group, so nothing can be added to one; enqueue a workflow instead");
        }
        added.add(workflows.member(step, member));
    }

    synchronized boolean replaces() {
        return replacement != null;
    }

    /** All requests, to be written with a completion. */
    synchronized WorkflowChange change() {
        return replacement == null && added.isEmpty() ? WorkflowChange.NONE : new WorkflowChange(replacement, added);
    }
}
