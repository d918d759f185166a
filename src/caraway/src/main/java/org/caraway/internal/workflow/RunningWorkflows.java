package org.caraway.internal.workflow;

import org.caraway.Workflow;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.WorkflowPlan;

/** Plans what running tasks ask for; called on the thread of their method. Thread-safe. */
public interface RunningWorkflows {

    /** For tasks that run without a queue. */
    RunningWorkflows NONE = new RunningWorkflows() {
        @Override
        public WorkflowPlan replacement(ClaimedTask task, Workflow<?> workflow) {
            throw new UnsupportedOperationException("There is no queue here. This is a bug in Caraway.");
        }

        @Override
        public WorkflowPlan member(ClaimedTask.Step step, Workflow<?> workflow) {
            throw new UnsupportedOperationException("There is no queue here. This is a bug in Caraway.");
        }
    };

    /**
     * The plan of a workflow that takes the place of this task.
     *
     * @throws IllegalArgumentException as {@link WorkflowPlanner#plan}
     */
    WorkflowPlan replacement(ClaimedTask task, Workflow<?> workflow);

    /**
     * The plan of a new member of this step's group.
     *
     * @throws IllegalArgumentException as {@link WorkflowPlanner#plan}
     */
    WorkflowPlan member(ClaimedTask.Step step, Workflow<?> workflow);
}
