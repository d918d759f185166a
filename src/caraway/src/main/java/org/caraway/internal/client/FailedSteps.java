package org.caraway.internal.client;

import java.util.Optional;
import java.util.UUID;
import org.caraway.FailedStep;
import org.caraway.TaskError;
import org.caraway.TaskView;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.workflow.Workflows;
import org.jspecify.annotations.Nullable;

/** Finds with which step the failure of a task began. Thread-safe. */
@FunctionalInterface
interface FailedSteps {

    /** Of tasks that are no steps. */
    FailedSteps NONE = FailedSteps::itself;

    /**
     * Where a failure began. Immutable.
     *
     * @param step the task or step
     * @param error its error, null if none is stored
     */
    record Origin(FailedStep step, @Nullable TaskError error) {}

    /** Where the failure of this task began. */
    Origin of(TaskView task);

    /** Of steps of stored workflows. */
    static FailedSteps of(TaskReads reads, Workflows workflows) {
        return task -> {
            if (task.workflowId() == null) {
                return itself(task);
            }
            UUID cause = task.causeId();
            Optional<TaskView> failed = cause == null ? Optional.of(task) : reads.find(cause);
            return failed.map(step -> new Origin(
                            new FailedStep(
                                    step.id(),
                                    step.name(),
                                    workflows.reads().path(step.id()).orElse(step.name())),
                            step.error()))
                    .orElseGet(() -> itself(task)); // somebody has deleted the row of the step
        };
    }

    private static Origin itself(TaskView task) {
        return new Origin(new FailedStep(task.id(), task.name(), task.name()), task.error());
    }
}
