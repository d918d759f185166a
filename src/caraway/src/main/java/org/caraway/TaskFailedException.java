package org.caraway;

import java.io.Serial;
import java.util.UUID;

/**
 * The task failed and will not be retried; contains the stored error as text. For a workflow it is the error of the
 * step that failed first, which {@link #failedStep} names.
 */
public class TaskFailedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient TaskError error;
    private final transient FailedStep failedStep;

    /** For the task with this id and name, and the stored error. */
    public TaskFailedException(UUID id, String name, TaskError error) {
        this(id, name, error, new FailedStep(id, name, name));
    }

    /** For the task with this id and name, and the error and place of the step with which the failure began. */
    public TaskFailedException(UUID id, String name, TaskError error, FailedStep failedStep) {
        super("Task " + id + " (" + name + ") failed" + place(id, name, failedStep) + " with " + error.type() + ": "
                + error.message());
        this.error = error;
        this.failedStep = failedStep;
    }

    private static String place(UUID id, String name, FailedStep step) {
        if (step.id().equals(id)) {
            return step.path().equals(name) ? "" : " at " + step.path();
        }
        return " because step " + step.id() + " failed at " + step.path();
    }

    /** Type, message and stack trace, as text. */
    public TaskError error() {
        return error;
    }

    /** The task that failed: this one or, for a workflow, the step with which its failure began. */
    public FailedStep failedStep() {
        return failedStep;
    }
}
