package org.caraway.internal.workflow;

import java.util.Optional;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.TaskCall;
import org.caraway.WorkflowNode;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.model.NewTask;

/** Makes the tasks of steps, as calls become tasks. Confined to one workflow. */
public interface StepTasks {

    /**
     * The definition of a step, absent if this application does not have it.
     *
     * @throws IllegalArgumentException if its method is no task
     */
    Optional<TaskDefinition> definition(WorkflowNode.Step step);

    /**
     * A task for the call.
     *
     * @param taken how many of the first arguments are taken from other steps, and missing in the call
     * @throws IllegalArgumentException if the arguments do not fit, cannot be written or are too large
     */
    NewTask.Builder task(UUID id, TaskCall<?> call, int taken);

    /** The row of a group. */
    NewTask.Builder group(UUID id, CallOptions options);
}
