package org.caraway.internal.cdi;

import org.caraway.internal.engine.AttemptScope;
import org.caraway.internal.registry.TaskRegistry;

/**
 * What a runtime is started with: all that was found while deploying. Immutable.
 *
 * @param settings what the configuration says
 * @param registry the task definitions
 * @param attempts what surrounds each attempt
 */
record Deployment(CarawaySettings settings, TaskRegistry registry, AttemptScope attempts) {}
