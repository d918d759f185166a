package org.caraway.internal.engine.attempt;

import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.ContextPropagation;

/**
 * What surrounds each attempt. Immutable.
 *
 * @param scope the contexts that it has of its own
 * @param propagation what came with its task
 * @param observers notified of it
 */
public record AttemptEnvironment(AttemptScope scope, ContextPropagation propagation, TaskObservers observers) {}
