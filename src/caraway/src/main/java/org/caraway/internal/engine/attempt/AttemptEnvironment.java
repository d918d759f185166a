package org.caraway.internal.engine.attempt;

import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.workflow.RunningWorkflows;

/**
 * What surrounds each attempt. Immutable.
 *
 * @param scope the contexts that it has of its own
 * @param propagation what came with its task
 * @param observers notified of it
 * @param workflows plans what it asks for in its workflow
 */
public record AttemptEnvironment(
        AttemptScope scope, ContextPropagation propagation, TaskObservers observers, RunningWorkflows workflows) {

    /** For attempts that ask for nothing in workflows. */
    public AttemptEnvironment(AttemptScope scope, ContextPropagation propagation, TaskObservers observers) {
        this(scope, propagation, observers, RunningWorkflows.NONE);
    }
}
