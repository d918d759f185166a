package org.caraway.internal.cdi;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.caraway.internal.cdi.CarawaySettings.SchemaMode;
import org.caraway.internal.engine.Shutdown;
import org.caraway.internal.engine.WorkerSettings;
import org.caraway.internal.registry.TaskDefinition;

/** Reads the keys of the whole application. Confined to the deploying thread. */
final class SettingsReader {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final String DEFAULT_QUEUE = "default";

    private final Configuration configuration;
    private final Problems problems;
    private final SettingParser parser;

    SettingsReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
        this.parser = new SettingParser(problems);
    }

    /** The settings; with problems noted they are not to be used. */
    CarawaySettings read(Collection<TaskDefinition> definitions) {
        return new CarawaySettings(
                configuration.get(ConfigurationKey.DATASOURCE).text().strip(),
                configuration.find(ConfigurationKey.SCHEMA).map(this::schema).orElse(SchemaMode.BY_DATABASE),
                parser.duration(configuration.get(ConfigurationKey.DATABASE_TIMEOUT), SHORTEST_TIMEOUT),
                configuration.get(ConfigurationKey.EXECUTOR).text().strip(),
                parser.integer(configuration.get(ConfigurationKey.MAX_ARGUMENTS_BYTES), 2, Integer.MAX_VALUE),
                parser.integer(configuration.get(ConfigurationKey.MAX_CONTEXT_BYTES), 2, Integer.MAX_VALUE),
                parser.truth(configuration.get(ConfigurationKey.NOTIFY)),
                parser.truth(configuration.get(ConfigurationKey.TRACING)),
                parser.truth(configuration.get(ConfigurationKey.WORKER_ENABLED)),
                worker(definitions));
    }

    private SchemaMode schema(Setting setting) {
        int before = problems.count();
        String word = parser.choice(setting, List.of("migrate", "check"));
        return problems.count() == before ? SchemaMode.of(word) : SchemaMode.BY_DATABASE;
    }

    private WorkerSettings worker(Collection<TaskDefinition> definitions) {
        int slots = configuration
                .find(ConfigurationKey.WORKER_SLOTS)
                .map(setting -> parser.integer(setting, 1, Integer.MAX_VALUE))
                .orElseGet(() -> Math.max(2, Runtime.getRuntime().availableProcessors()));
        Map<String, Integer> queues = configuration
                .find(ConfigurationKey.WORKER_QUEUES)
                .map(setting -> parser.queues(setting, slots))
                .orElseGet(() -> queuesOf(definitions, slots));
        return new WorkerSettings(
                queues,
                parser.positiveDuration(configuration.get(ConfigurationKey.POLL_INTERVAL)),
                parser.duration(configuration.get(ConfigurationKey.LEASE), SHORTEST_LEASE),
                shutdown(configuration.get(ConfigurationKey.SHUTDOWN)),
                parser.duration(configuration.get(ConfigurationKey.SHUTDOWN_GRACE), Duration.ZERO),
                parser.positiveDuration(configuration.get(ConfigurationKey.RETENTION)));
    }

    private Shutdown shutdown(Setting setting) {
        int before = problems.count();
        String word = parser.choice(setting, List.of("warm", "soft", "cold"));
        return problems.count() == before ? Shutdown.valueOf(word.toUpperCase(Locale.ROOT)) : Shutdown.SOFT;
    }

    private static Map<String, Integer> queuesOf(Collection<TaskDefinition> definitions, int slots) {
        Map<String, Integer> queues = new LinkedHashMap<>();
        queues.put(DEFAULT_QUEUE, slots);
        definitions.forEach(definition -> queues.put(definition.settings().queue(), slots));
        return queues;
    }
}
