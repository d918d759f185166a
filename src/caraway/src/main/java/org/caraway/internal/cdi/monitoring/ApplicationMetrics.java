package org.caraway.internal.cdi.monitoring;

import static java.util.stream.Collectors.toUnmodifiableMap;

import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.caraway.internal.cdi.config.MonitoringSettings;
import org.caraway.internal.cdi.config.OptionalApi;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.metrics.MetricSink;
import org.caraway.internal.observation.metrics.ScheduleMetrics;
import org.caraway.internal.observation.metrics.TaskMetrics;
import org.caraway.internal.registry.TaskDefinition;
import org.jspecify.annotations.Nullable;

/** The metrics of this application, created when Caraway starts. Confined to the thread that starts it. */
public final class ApplicationMetrics {

    private final BeanManager beans;
    private final MonitoringSettings settings;
    private final Map<String, String> queues;
    private boolean resolved;
    private @Nullable MetricSink sink;

    /** Of the application with these beans. */
    public ApplicationMetrics(BeanManager beans, MonitoringSettings settings, Collection<TaskDefinition> definitions) {
        this.beans = beans;
        this.settings = settings;
        this.queues = definitions.stream().collect(toUnmodifiableMap(TaskDefinition::name, definition -> definition
                .settings()
                .queue()));
    }

    /** The registry that the server has for the application; absent if it has none, or metrics are disabled. */
    public Optional<MetricSink> sink() {
        if (!resolved) {
            sink = settings.metrics() && OptionalApi.METRICS.present()
                    ? MetricRegistryBean.sink(beans).orElse(null)
                    : null;
            resolved = true;
        }
        return Optional.ofNullable(sink);
    }

    /** The observers that count steps of tasks and schedules; empty without a registry. */
    public List<TaskObserver> observers() {
        return sink().stream()
                .<TaskObserver>flatMap(collecting -> Stream.of(
                        new TaskMetrics(collecting, queues, settings.buckets()), new ScheduleMetrics(collecting)))
                .toList();
    }
}
