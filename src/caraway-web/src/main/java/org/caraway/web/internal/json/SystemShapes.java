package org.caraway.web.internal.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.caraway.TaskSchema;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.DefinitionInfo;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.NameStats;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.StatsPoint;
import org.caraway.admin.UnclaimableGroup;
import org.caraway.admin.WorkerInfo;
import org.jspecify.annotations.Nullable;

/** The JSON representation of queues, workers, definitions and totals. Stateless. Absent values are omitted. */
public final class SystemShapes {

    private static final JsonProvider JSON = JsonProvider.provider();

    private SystemShapes() {}

    /** A queue with its settings and its task counts. */
    public static JsonObject queue(QueueSettings settings, @Nullable QueueStats stats) {
        Members members = members().text("queue", settings.queue());
        if (stats != null) {
            members.number("pending", stats.pending())
                    .number("due", stats.due())
                    .number("delayed", stats.delayed())
                    .number("waiting", stats.waiting())
                    .number("started", stats.started())
                    .text("oldestDueAge", stats.oldestDueAge())
                    .number("workers", stats.workers())
                    .number("workerSlots", stats.slots());
        }
        return members.add("settings", settings(settings)).build();
    }

    /** The run-time settings of a queue. */
    public static JsonObject settings(QueueSettings settings) {
        return members()
                .text("queue", settings.queue())
                .truth("paused", settings.paused())
                .numberOrNot("maxConcurrent", settings.maxConcurrent())
                .numberOrNot("maxLength", settings.maxLength())
                .numberOrNot("slots", settings.slots())
                .text("changedAt", settings.changedAt())
                .text("changedBy", settings.changedBy())
                .build();
    }

    /** The run-time settings of a definition. */
    public static JsonObject settings(DefinitionSettings settings) {
        return members()
                .text("name", settings.name())
                .truth("paused", settings.paused())
                .text("rateLimit", settings.rateLimit())
                .text("maxConcurrent", settings.maxConcurrent())
                .text("softTimeLimit", settings.softTimeLimit())
                .text("timeLimit", settings.timeLimit())
                .text("changedAt", settings.changedAt())
                .text("changedBy", settings.changedBy())
                .build();
    }

    /** A worker. */
    public static JsonObject worker(WorkerInfo worker) {
        JsonObjectBuilder queues = JSON.createObjectBuilder();
        new TreeMap<>(worker.queues())
                .forEach((queue, service) -> queues.add(
                        queue,
                        members()
                                .number("slots", service.slots())
                                .number("started", service.started())
                                .number("reserved", service.reserved())
                                .build()));
        return members()
                .text("id", worker.id())
                .text("host", worker.host())
                .text("startedAt", worker.startedAt())
                .text("seenAt", worker.seenAt())
                .text("leaseUntil", worker.leaseUntil())
                .truth("alive", worker.alive())
                .number("fencedCompletions", worker.fencedCompletions())
                .add("queues", queues.build())
                .add("names", texts(worker.names().stream().sorted().toList()).build())
                .build();
    }

    /** A definition with its declared settings and its run-time settings. */
    public static JsonObject definition(DefinitionInfo definition) {
        JsonObjectBuilder settings = JSON.createObjectBuilder();
        for (Map.Entry<String, String> setting : new TreeMap<>(definition.settings()).entrySet()) {
            settings.add(setting.getKey(), setting.getValue());
        }
        return members()
                .text("name", definition.name())
                .text("method", definition.method())
                .add("parameters", texts(definition.parameters()).build())
                .text("resultType", definition.resultType())
                .truth("transactional", definition.transactional())
                .truth("remote", definition.remote())
                .add("settings", settings.build())
                .add("runtimeSettings", settings(definition.atRunTime()))
                .build();
    }

    /** A definition with the schemas of its arguments and its result. */
    public static JsonObject definition(DefinitionInfo definition, TaskSchema schema) {
        JsonObject schemas = members()
                .json("arguments", schema.arguments())
                .json("result", schema.result())
                .build();
        return JSON.createObjectBuilder(definition(definition))
                .add("schema", schemas)
                .build();
    }

    /** The number of tasks of a name in a final state. */
    public static JsonObject outcome(NameStats outcome) {
        return members()
                .text("name", outcome.name())
                .text("state", outcome.state())
                .number("tasks", outcome.tasks())
                .text("averageRunTime", outcome.averageRun())
                .build();
    }

    /** The counts of a queue and a name in one time step. */
    public static JsonObject point(StatsPoint point) {
        return members()
                .text("from", point.from())
                .text("queue", point.queue())
                .text("name", point.name())
                .number("started", point.started())
                .number("succeeded", point.succeeded())
                .number("failed", point.failed())
                .number("retried", point.retried())
                .number("revoked", point.revoked())
                .number("expired", point.expired())
                .text("waitTime", point.waitTime())
                .text("runTime", point.runTime())
                .build();
    }

    /** Tasks that no worker can claim. */
    public static JsonObject unclaimable(UnclaimableGroup group) {
        return members()
                .text("queue", group.queue())
                .text("name", group.name())
                .number("tasks", group.tasks())
                .text("oldestDue", group.oldestDue())
                .truth("queueServed", group.queueServed())
                .build();
    }

    /** An entry of the audit log. */
    public static JsonObject audit(AuditEntry entry) {
        return members()
                .text("at", entry.at())
                .text("actor", entry.actor())
                .text("action", entry.action())
                .text("target", entry.target())
                .text("detail", entry.detail())
                .number("tasks", entry.tasks())
                .build();
    }

    private static JsonArrayBuilder texts(Collection<String> texts) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        texts.forEach(list::add);
        return list;
    }

    private static Members members() {
        return new Members(JSON.createObjectBuilder());
    }
}
