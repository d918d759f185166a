package org.caraway.web.internal.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.caraway.admin.WorkerResponse;
import org.caraway.admin.WorkerResponses;
import org.jspecify.annotations.Nullable;

/** The JSON representation of worker answers. Stateless. Absent values are omitted. */
public final class WorkerShapes {

    private static final JsonProvider JSON = JsonProvider.provider();

    private WorkerShapes() {}

    /** The answers of workers, and the workers that did not answer. */
    public static JsonObject answers(WorkerResponses answers) {
        return members()
                .add("answers", list(answers.answers(), WorkerShapes::answer))
                .add("unresponsive", list(answers.silent(), WorkerShapes::silent))
                .add("unknown", list(new TreeSet<>(answers.unknown()), JSON::createValue))
                .build();
    }

    private static JsonObject silent(WorkerResponses.Silent worker) {
        return members()
                .text("id", worker.id())
                .text("host", worker.host())
                .text("seenAt", worker.seenAt())
                .truth("alive", worker.alive())
                .build();
    }

    private static JsonObject answer(WorkerResponse answer) {
        return members()
                .text("id", answer.id())
                .text("node", answer.node())
                .number("processId", answer.processId())
                .text("at", answer.at())
                .text("uptime", answer.uptime())
                .text("order", answer.order())
                .truth("leased", answer.leased())
                .add("queues", list(answer.lanes(), WorkerShapes::lane))
                .add("attempts", list(answer.attempts(), WorkerShapes::attempt))
                .add("waiting", list(answer.waiting(), id -> JSON.createValue(id.toString())))
                .add("memory", memory(answer.memory()))
                .number("processors", answer.processors())
                .text("processorTime", answer.processorTime())
                .add("configuration", configuration(answer.configuration()))
                .build();
    }

    private static JsonObject lane(WorkerResponse.Lane lane) {
        return members()
                .text("queue", lane.queue())
                .number("slots", lane.slots())
                .number("usable", lane.usable())
                .number("busy", lane.busy())
                .number("waiting", lane.waiting())
                .number("stuck", lane.stuck())
                .build();
    }

    private static JsonObject attempt(WorkerResponse.Attempt attempt) {
        return members()
                .text("task", attempt.task())
                .text("name", attempt.name())
                .text("queue", attempt.queue())
                .number("attempt", attempt.attempt())
                .text("runTime", attempt.runTime())
                .text("thread", attempt.thread())
                .truth("stuck", attempt.stuck())
                .add("stack", attempt.stack().isEmpty() ? null : list(attempt.stack(), JSON::createValue))
                .build();
    }

    private static JsonObject memory(WorkerResponse.Memory memory) {
        return members()
                .number("used", memory.used())
                .number("committed", memory.committed())
                .number("max", memory.most())
                .build();
    }

    private static @Nullable JsonObject configuration(Map<String, String> configuration) {
        if (configuration.isEmpty()) {
            return null;
        }
        JsonObjectBuilder object = JSON.createObjectBuilder();
        new TreeMap<>(configuration).forEach(object::add);
        return object.build();
    }

    private static <T> JsonArray list(Collection<T> items, Function<T, ? extends JsonValue> shape) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        items.forEach(item -> list.add(shape.apply(item)));
        return list.build();
    }

    private static Members members() {
        return new Members(JSON.createObjectBuilder());
    }
}
