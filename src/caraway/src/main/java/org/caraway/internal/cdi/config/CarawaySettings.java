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
 * The settings of an application: its configuration, completed by defaults. Immutable.
 *
 * @param dataSource JNDI name of the data source
 * @param schema what happens to the tables at the start
 * @param databaseTimeout how long the database may stay silent
 * @param executor JNDI name of the managed executor service
 * @param routes the queues of tasks by patterns of task names
 * @param refusesUnknownQueues whether a call into an unknown queue throws
 * @param maxArgumentsBytes the most bytes of JSON that the arguments of a task may have
 * @param maxResultBytes the most bytes of JSON that the result of a task may have
 * @param resultStoreThresholdBytes results with more bytes of JSON are stored in the application's ResultStore, if it
 *     has one
 * @param maxWorkflowNodes how many steps and groups a workflow may have
 * @param maxContextBytes the most bytes of JSON that the propagated context of a task may have
 * @param timeZoneHeader the header of a request that names the caller's time zone
 * @param roles the roles of the caller that are propagated
 * @param notifies whether nodes notify each other of due tasks, if the database supports that
 * @param tracing whether tasks are traced, where the application has an OpenTelemetry
 * @param adminEnabled whether operators may use this process
 * @param workerEnabled whether this process runs tasks
 * @param worker the settings of the worker
 * @param bounds how long queues may become, by name
 * @param logs what is logged of tasks
 * @param monitoring what the server's monitoring receives
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
        int maxWorkflowNodes,
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

    /** Results with more bytes than this are stored in the ResultStore; never more than a row may hold. */
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

    /** For the log; contains no secret. */
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
