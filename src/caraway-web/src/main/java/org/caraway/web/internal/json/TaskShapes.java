package org.caraway.web.internal.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.TaskLogEntry;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.admin.AttemptInfo;
import org.caraway.admin.DurableStepInfo;
import org.jspecify.annotations.Nullable;

/**
 * The JSON representation of tasks. Stateless. The members are those of {@link TaskSummary} and {@link TaskView};
 * absent values are omitted. Only operators receive stack traces.
 */
public final class TaskShapes {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

    /** Whether stack traces are included. */
    public enum Trace {
        /** Without stack traces. */
        HIDDEN,
        /** With stack traces, for operators. */
        SHOWN
    }

    private TaskShapes() {}

    /** A task in a list, without arguments, headers and results, which may be large. */
    public static JsonObject summary(TaskSummary task) {
        return summaryOf(task, error(task)).build();
    }

    /**
     * A task with all its fields.
     *
     * @param arguments the masked arguments, null if they must not be shown
     */
    public static JsonObject document(TaskView task, @Nullable String arguments, Trace trace) {
        Members members = summaryOf(task.summary(), error(task.error(), trace));
        members.json("arguments", arguments)
                .add("headers", texts(task.headers()))
                .json("partialResult", task.partialResult())
                .json("result", task.result())
                .text("uniqueKey", task.uniqueKey())
                .text("retainUntil", task.retainUntil())
                .text("awaits", task.awaits())
                .text("wakeAt", task.wakeAt());
        return members.build();
    }

    private static Members summaryOf(TaskSummary task, @Nullable JsonValue error) {
        return new Members(JSON.createObjectBuilder())
                .text("id", task.id())
                .text("name", task.name())
                .text("queue", task.queue())
                .text("state", task.state())
                .text("status", task.status())
                .number("priority", task.priority())
                .text("runAt", task.runAt())
                .text("createdAt", task.createdAt())
                .text("createdBy", task.createdBy())
                .text("startedAt", task.startedAt())
                .text("finishedAt", task.finishedAt())
                .text("expiresAt", task.expiresAt())
                .number("attempt", task.attempt())
                .number("retries", task.retries())
                .number("deliveries", task.deliveries())
                .text("workerId", task.workerId())
                .add("labels", texts(task.labels()))
                .add("progress", progress(task.progress()))
                .text("phase", task.phase())
                .add("error", error)
                .text("rootId", task.rootId())
                .text("parentId", task.parentId())
                .text("key", task.key().isEmpty() ? null : task.key())
                .text("revokedBy", task.revokedBy())
                .text("workflowId", task.workflowId())
                .text("step", task.step())
                .text("causeId", task.causeId());
    }

    private static @Nullable JsonValue error(TaskSummary task) {
        String type = task.errorType();
        return type == null ? null : error(new TaskError(type, task.errorMessage(), ""), Trace.HIDDEN);
    }

    /** The status of a task, for polling. */
    public static JsonObject status(TaskSummary task) {
        return new Members(JSON.createObjectBuilder())
                .text("id", task.id())
                .text("state", task.state())
                .text("status", task.status())
                .number("attempt", task.attempt())
                .number("retries", task.retries())
                .text("runAt", task.runAt())
                .text("startedAt", task.startedAt())
                .text("finishedAt", task.finishedAt())
                .add("progress", progress(task.progress()))
                .text("phase", task.phase())
                .json("partialResult", task.partialResult())
                .build();
    }

    static @Nullable JsonValue progress(@Nullable Progress progress) {
        return progress == null
                ? null
                : new Members(JSON.createObjectBuilder())
                        .number("current", progress.current())
                        .number("total", progress.total())
                        .text("message", progress.message())
                        .build();
    }

    /** Why a task failed, null if it did not. */
    public static @Nullable JsonValue error(@Nullable TaskError error, Trace trace) {
        return error == null
                ? null
                : new Members(JSON.createObjectBuilder())
                        .text("type", error.type())
                        .text("message", error.message())
                        .text("trace", trace == Trace.SHOWN ? error.trace() : null)
                        .build();
    }

    /** The attempts that did not succeed. */
    public static JsonObject attempts(List<AttemptInfo> attempts, Trace trace) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        attempts.forEach(attempt -> list.add(new Members(JSON.createObjectBuilder())
                .number("attempt", attempt.attempt())
                .text("workerId", attempt.workerId())
                .text("startedAt", attempt.startedAt())
                .text("finishedAt", attempt.endedAt())
                .text("outcome", attempt.outcome())
                .add("error", error(attempt.error(), trace))
                .build()));
        return JSON.createObjectBuilder().add("attempts", list).build();
    }

    /** The durable steps of a task, without their values. */
    public static JsonObject steps(List<DurableStepInfo> steps) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        steps.forEach(step -> list.add(new Members(JSON.createObjectBuilder())
                .text("name", step.name())
                .text("kind", step.kind())
                .number("attempt", step.attempt())
                .text("startedAt", step.startedAt())
                .text("finishedAt", step.finishedAt())
                .build()));
        return JSON.createObjectBuilder().add("steps", list).build();
    }

    /** The log lines of a task. */
    public static JsonObject log(List<TaskLogEntry> lines) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        lines.forEach(line -> list.add(new Members(JSON.createObjectBuilder())
                .number("attempt", line.attempt())
                .text("loggedAt", line.loggedAt())
                .text("level", line.level())
                .text("logger", line.logger())
                .text("line", line.line())
                .build()));
        return JSON.createObjectBuilder().add("lines", list).build();
    }

    private static JsonObject texts(Map<String, String> texts) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        texts.keySet().stream().sorted().forEach(name -> object.add(name, String.valueOf(texts.get(name))));
        return object.build();
    }

    /**
     * The stored JSON value of a column. A text that is not JSON, for example one written by a SQL client, becomes a
     * JSON string.
     */
    public static JsonValue stored(String json) {
        try (JsonReader reader = READERS.createReader(new StringReader(json))) {
            return reader.readValue();
        } catch (RuntimeException broken) { // JSON-P also throws other exceptions than its own
            return JSON.createValue(json);
        }
    }
}
