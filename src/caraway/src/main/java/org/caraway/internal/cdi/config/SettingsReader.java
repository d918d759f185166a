package org.caraway.internal.cdi.config;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.caraway.internal.cdi.config.CarawaySettings.SchemaMode;
import org.caraway.internal.engine.Shutdown;
import org.caraway.internal.engine.WorkerIdentity;
import org.caraway.internal.engine.WorkerSettings;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.observation.LogSettings;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;

/** Reads the keys of the whole application. Confined to the deploying thread. */
public final class SettingsReader {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

    private static final List<Level> STEP_LEVELS = List.of(Level.DEBUG, Level.INFO, Level.OFF);
    private static final List<Level> CAPTURE_LEVELS =
            List.of(Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG, Level.TRACE, Level.OFF);

    private final Configuration configuration;
    private final Problems problems;
    private final SettingParser parser;
    private final boolean slf4j;

    /**
     * With this configuration.
     *
     * @param slf4j whether the application has SLF4J
     */
    public SettingsReader(Configuration configuration, Problems problems, boolean slf4j) {
        this.configuration = configuration;
        this.slf4j = slf4j;
        this.problems = problems;
        this.parser = new SettingParser(problems);
    }

    /** The settings; with problems noted they are not to be used. */
    public CarawaySettings read(Routes routes, Collection<TaskDefinition> definitions) {
        WorkerSettings worker = worker(routes, definitions);
        return new CarawaySettings(
                configuration.get(ConfigurationKey.DATASOURCE).text().strip(),
                configuration
                        .find(ConfigurationKey.SCHEMA)
                        .map(setting -> parser.constant(setting, List.of(SchemaMode.MIGRATE, SchemaMode.CHECK)))
                        .orElse(SchemaMode.BY_DATABASE),
                parser.duration(configuration.get(ConfigurationKey.DATABASE_TIMEOUT), SHORTEST_TIMEOUT),
                configuration.get(ConfigurationKey.EXECUTOR).text().strip(),
                routes,
                parser.choice(configuration.get(ConfigurationKey.UNKNOWN_QUEUE), List.of("accept", "refuse"))
                        .equals("refuse"),
                parser.integer(configuration.get(ConfigurationKey.MAX_ARGUMENTS_BYTES), 2, Integer.MAX_VALUE),
                parser.integer(configuration.get(ConfigurationKey.MAX_RESULT_BYTES), 2, Integer.MAX_VALUE),
                parser.integer(configuration.get(ConfigurationKey.RESULT_STORE_THRESHOLD_BYTES), 0, Integer.MAX_VALUE),
                parser.integer(configuration.get(ConfigurationKey.MAX_WORKFLOW_NODES), 1, Integer.MAX_VALUE),
                parser.integer(configuration.get(ConfigurationKey.MAX_CONTEXT_BYTES), 2, Integer.MAX_VALUE),
                parser.headerName(configuration.get(ConfigurationKey.TIME_ZONE_HEADER)),
                configuration
                        .find(ConfigurationKey.PROPAGATE_ROLES)
                        .map(parser::names)
                        .orElse(List.of()),
                parser.booleanValue(configuration.get(ConfigurationKey.NOTIFY)),
                parser.booleanValue(configuration.get(ConfigurationKey.TRACING)),
                parser.booleanValue(configuration.get(ConfigurationKey.ADMIN_ENABLED)),
                parser.booleanValue(configuration.get(ConfigurationKey.WORKER_ENABLED)),
                worker,
                new QueueBoundsReader(configuration, problems).read(queuesOf(routes, definitions, worker)),
                logs(),
                new MonitoringSettings(
                        parser.booleanValue(configuration.get(ConfigurationKey.HEALTH_ENABLED)),
                        parser.booleanValue(configuration.get(ConfigurationKey.METRICS_ENABLED)),
                        parser.bounds(configuration.get(ConfigurationKey.METRICS_BUCKETS))));
    }

    private WorkerSettings worker(Routes routes, Collection<TaskDefinition> definitions) {
        Map<String, SlotRange> queues = new WorkerQueuesReader(configuration, problems).read(routes, definitions);
        return new WorkerSettings(
                queues,
                queues.keySet().stream().filter(this::isVirtual).collect(toUnmodifiableSet()),
                parser.positiveDuration(configuration.get(ConfigurationKey.SLOTS_KEEPALIVE)),
                node(),
                parser.positiveDuration(configuration.get(ConfigurationKey.POLL_INTERVAL)),
                parser.duration(configuration.get(ConfigurationKey.LEASE), SHORTEST_LEASE),
                parser.constant(
                        configuration.get(ConfigurationKey.SHUTDOWN),
                        List.of(Shutdown.WARM, Shutdown.SOFT, Shutdown.COLD)),
                parser.duration(configuration.get(ConfigurationKey.SHUTDOWN_GRACE), Duration.ZERO),
                parser.positiveDuration(configuration.get(ConfigurationKey.RETENTION)),
                parser.integer(configuration.get(ConfigurationKey.LOW_PRIORITY_SHARE), 0, 50),
                parser.duration(configuration.get(ConfigurationKey.SLEEP_PARKS_FROM), Duration.ZERO));
    }

    private boolean isVirtual(String queue) {
        return configuration
                .find(QueueAttribute.THREADS, queue)
                .map(setting -> parser.choice(setting, List.of("platform", "virtual")))
                .filter("virtual"::equals)
                .isPresent();
    }

    private LogSettings logs() {
        return new LogSettings(
                parser.constant(configuration.get(ConfigurationKey.LOG_STEPS), STEP_LEVELS),
                parser.booleanValue(configuration.get(ConfigurationKey.LOG_ARGUMENTS)),
                configuration
                        .find(ConfigurationKey.PROPAGATE_LOG_FIELDS)
                        .map(setting -> parser.logFields(setting, slf4j))
                        .orElse(List.of()),
                parser.constant(configuration.get(ConfigurationKey.CAPTURE_LOGS), CAPTURE_LEVELS));
    }

    private String node() {
        return configuration
                .find(ConfigurationKey.NODE)
                .map(parser::nodeName)
                .orElseGet(WorkerIdentity::nodeOfThisHost);
    }

    private static Set<String> queuesOf(Routes routes, Collection<TaskDefinition> definitions, WorkerSettings worker) {
        Set<String> queues = new LinkedHashSet<>(worker.queues().keySet());
        queues.add(routes.defaultQueue());
        routes.entries().stream()
                .map(entry -> entry.route().queue())
                .filter(Objects::nonNull)
                .forEach(queues::add);
        definitions.forEach(definition -> queues.add(definition.settings().queue()));
        return queues;
    }
}
