package org.caraway.internal.cdi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.caraway.internal.client.Routing.NamedRouter;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.observation.metrics.MetricSink;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.PayloadFormats;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskRegistry;

/**
 * What a runtime is started with: all that was found while deploying. Immutable.
 *
 * @param settings what the configuration says
 * @param registry the task definitions
 * @param attempts what surrounds each attempt
 * @param propagation what travels with tasks; made when the application is deployed
 * @param routers who decides where calls go; looked up when the runtime starts
 * @param formats how payloads stand in rows; looked up when the runtime starts
 * @param largeResults where large results lie; looked up when the runtime starts
 * @param observers who is told of each step
 * @param metrics where numbers are collected, if anywhere; looked up when the runtime starts
 * @param configuration what operators see of it, by key
 */
record Deployment(
        CarawaySettings settings,
        TaskRegistry registry,
        AttemptScope attempts,
        Supplier<ContextPropagation> propagation,
        Supplier<List<NamedRouter>> routers,
        Supplier<PayloadFormats> formats,
        Supplier<LargeResults> largeResults,
        ObserverAssembly observers,
        Supplier<Optional<MetricSink>> metrics,
        Map<String, String> configuration) {

    /** Copies the map. */
    Deployment {
        configuration = Map.copyOf(configuration);
    }

    /** Makes the observers, when the runtime starts. */
    @FunctionalInterface
    interface ObserverAssembly {
        TaskObservers observers(ContextPropagation propagation, Executor executor);
    }
}
