package org.caraway.internal.cdi.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.caraway.internal.cdi.config.CarawaySettings;
import org.caraway.internal.client.Routing.NamedRouter;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.observation.metrics.MetricSink;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.PayloadFormats;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.schedule.DeclaredSchedule;
import org.caraway.internal.schedule.SchedulePlugins;

/**
 * The input of a runtime: everything that the deployment found. Immutable.
 *
 * @param settings the settings of the application
 * @param registry the task definitions
 * @param schedules the schedules that the code declares
 * @param schedulePlugins the application's schedule types and calendars; obtained when the runtime starts
 * @param attempts opens the contexts of each attempt
 * @param propagation propagates the context of callers; created when the runtime starts
 * @param routers the application's routers; obtained when the runtime starts
 * @param formats the application's payload formats; obtained when the runtime starts
 * @param largeResults the store of large results; obtained when the runtime starts
 * @param observers creates the observers of task steps
 * @param metrics the server's metrics, if available; obtained when the runtime starts
 * @param configuration the configuration as operators see it, by key
 */
public record Deployment(
        CarawaySettings settings,
        TaskRegistry registry,
        List<DeclaredSchedule> schedules,
        Supplier<SchedulePlugins> schedulePlugins,
        AttemptScope attempts,
        Supplier<ContextPropagation> propagation,
        Supplier<List<NamedRouter>> routers,
        Supplier<PayloadFormats> formats,
        Supplier<LargeResults> largeResults,
        ObserverAssembly observers,
        Supplier<Optional<MetricSink>> metrics,
        Map<String, String> configuration) {

    /** Copies the collections. */
    public Deployment {
        schedules = List.copyOf(schedules);
        configuration = Map.copyOf(configuration);
    }

    /** Creates the observers when the runtime starts. */
    @FunctionalInterface
    public interface ObserverAssembly {
        TaskObservers observers(ContextPropagation propagation, Executor executor);
    }
}
