package org.caraway.internal.cdi.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.caraway.internal.client.QueueBound;
import org.caraway.internal.engine.WorkerSettings;
import org.caraway.internal.observation.LogSettings;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskRegistry;

/**
 * What the configuration says, with defaults filled in. Immutable.
 *
 * @param dataSource JNDI name of the data source
 * @param schema what happens to the tables at the start
 * @param databaseTimeout how long the database may stay silent
 * @param executor JNDI name of the managed executor service
 * @param routes where tasks go by their names
 * @param refusesUnknownQueues whether a call into a queue that nobody knows throws
 * @param maxArgumentsBytes the most bytes of JSON that the arguments of a task may have
 * @param maxResultBytes the most bytes of JSON that the result of a task may have
 * @param resultStoreThresholdBytes results with more bytes of JSON go to the application's store, where it has one
 * @param maxContextBytes the most bytes of JSON that the context of a task may have
 * @param timeZoneHeader the header of a request that names the caller's time zone
 * @param roles which roles of the caller travel
 * @param notifies whether nodes tell each other of due tasks, where the database can
 * @param tracing whether tasks are traced, where the application has an OpenTelemetry
 * @param adminEnabled whether operators may use this process
 * @param workerEnabled whether this process runs tasks
 * @param worker how it runs them
 * @param bounds how long queues may become, by name
 * @param logs what is logged of them
 * @param monitoring what the server's monitoring is given
 */
public record CarawaySettings(
        String dataSource,
        SchemaMode schema,
        Duration databaseTimeout,
        String executor,
        Routes routes,
        boolean refusesUnknownQueues,
        int maxArgumentsBytes,
        int maxResultBytes,
        int resultStoreThresholdBytes,
        int maxContextBytes,
        String timeZoneHeader,
        List<String> roles,
        boolean notifies,
        boolean tracing,
        boolean adminEnabled,
        boolean workerEnabled,
        WorkerSettings worker,
        Map<String, QueueBound> bounds,
        LogSettings logs,
        MonitoringSettings monitoring) {

    /** What happens to the tables at the start. */
    public enum SchemaMode {
        /** Migrates on H2, only checks elsewhere. */
        BY_DATABASE,
        /** Creates and upgrades them. */
        MIGRATE,
        /** Stops the deployment if a version is missing. */
        CHECK;
    }

    /** From which size on results go to a store: at the latest when they would be too large for their row. */
    public int resultStoreThreshold() {
        return Math.min(resultStoreThresholdBytes, maxResultBytes);
    }

    /** The queues that this application names, in its tasks, its routes and for its worker. */
    public Set<String> knownQueues(TaskRegistry registry) {
        Set<String> known = new HashSet<>(worker.queues().keySet());
        known.add(routes.defaultQueue());
        routes.entries().stream()
                .map(entry -> entry.route().queue())
                .filter(Objects::nonNull)
                .forEach(known::add);
        registry.names().stream()
                .flatMap(name -> registry.find(name).stream())
                .forEach(definition -> known.add(definition.settings().queue()));
        return known;
    }

    /** For the log: no value of these is secret. */
    public String summary() {
        String tables = "data source " + dataSource + ", schema "
                + lower(schema) + ", database timeout " + databaseTimeout
                + ", executor " + executor + ", log of steps " + lower(logs.steps());
        return workerEnabled
                ? tables + ", worker on node " + worker.node() + " with queues " + worker.queues() + ", poll interval "
                        + worker.pollInterval()
                        + ", lease " + worker.lease() + ", shutdown "
                        + lower(worker.shutdown()) + ", grace " + worker.shutdownGrace()
                        + ", retention "
                        + worker.retention()
                : tables + ", worker off";
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
