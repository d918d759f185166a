package org.caraway.web.internal.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads a task query, from the parameters of a listing or from the member {@code filter} of a bulk operation. Confined
 * to one thread.
 */
public final class TaskQueryReader {

    private static final String ALL = "*";
    private static final int VALUES_CAP = 100;
    private static final int LIMIT_DEFAULT = 100;
    private static final String[] PARAMETERS = {
        "name",
        "queue",
        "state",
        "label",
        "since",
        "until",
        "finishedSince",
        "finishedUntil",
        "text",
        "workerId",
        "rootId",
        "workflowId",
        "workflowName",
        "step",
        "workflows",
        "key",
        "createdBy",
        "delayed",
        "cursor",
        "limit"
    };

    private final Source source;
    private final FieldErrors errors;

    /** The source of the conditions. */
    private interface Source {

        /** All values of this condition, empty if it is absent. */
        List<String> all(String name);

        /** The labels. */
        Map<String, String> labels();

        /** The pointer of a condition in errors. */
        String pointer(String name);
    }

    private TaskQueryReader(Source source, FieldErrors errors) {
        this.source = source;
        this.errors = errors;
    }

    /** From the parameters of a request: {@code label=NAME:VALUE}, everything else as in a filter. */
    public static TaskQuery ofParameters(WebRequest request) {
        request.allowOnlyParameters(PARAMETERS);
        FieldErrors errors = new FieldErrors();
        TaskQueryReader reader = new TaskQueryReader(new Parameters(request, errors), errors);
        @Nullable UUID cursor = reader.one("cursor", Values::id);
        @Nullable Integer limit = reader.one("limit", text -> Values.integer(text, 1, TaskQuery.LIMIT_CAP));
        TaskQuery query = reader.query(cursor, limit == null ? LIMIT_DEFAULT : limit);
        errors.throwIfAny();
        return query;
    }

    /**
     * From a JSON object with at least one condition, or the string {@code "*"} for all tasks; adds errors. An object
     * without conditions is an error: it is more often the result of a bug than of a decision.
     */
    public static TaskQuery ofFilter(JsonValue filter, String pointer, FieldErrors errors) {
        if (filter instanceof JsonString text && text.getString().equals(ALL)) {
            return TaskQuery.all();
        }
        ObjectReader object = ObjectReader.of(filter, pointer, errors);
        TaskQuery query = new TaskQueryReader(new Filter(object, errors), errors).query(null, LIMIT_DEFAULT);
        object.rejectUnknown();
        if (query.equals(TaskQuery.all())) {
            errors.add(pointer, "Give at least one condition, or \"*\" for all tasks");
        }
        return query;
    }

    private TaskQuery query(@Nullable UUID cursor, int limit) {
        Set<TaskState> states = new LinkedHashSet<>();
        each("state", text -> Values.constant(TaskState.class, text)).forEach(states::add);
        @Nullable Boolean workflows = one("workflows", Values::truth);
        @Nullable Boolean delayed = one("delayed", Values::truth);
        return new TaskQuery(
                new LinkedHashSet<>(each("name", Values::text)),
                new LinkedHashSet<>(each("queue", Values::text)),
                states,
                source.labels(),
                one("since", Values::instant),
                one("until", Values::instant),
                instant("finishedSince"),
                instant("finishedUntil"),
                one("text", Values::text),
                one("workerId", Values::text),
                one("rootId", Values::id),
                one("workflowId", Values::id),
                one("workflowName", Values::text),
                one("step", Values::text),
                Boolean.TRUE.equals(workflows),
                one("key", Values::text),
                one("createdBy", Values::text),
                false,
                Boolean.TRUE.equals(delayed),
                cursor,
                limit);
    }

    private @Nullable Instant instant(String name) {
        return one(name, Values::instant);
    }

    private <T> @Nullable T one(String name, Function<String, T> reading) {
        List<T> values = each(name, reading);
        if (values.size() > 1) {
            errors.add(source.pointer(name), "Give one value");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private <T> List<T> each(String name, Function<String, T> reading) {
        List<String> texts = source.all(name);
        if (texts.size() > VALUES_CAP) {
            errors.add(source.pointer(name), "Give at most " + VALUES_CAP + " values");
            return List.of();
        }
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            @Nullable T value = errors.read(source.pointer(name), () -> reading.apply(text));
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** Of a request. */
    private record Parameters(WebRequest request, FieldErrors errors) implements Source {

        @Override
        public List<String> all(String name) {
            return request.query().getOrDefault(name, List.of());
        }

        @Override
        public Map<String, String> labels() {
            Map<String, String> labels = new LinkedHashMap<>();
            List<String> given = all("label");
            if (given.size() > VALUES_CAP) {
                errors.add("label", "Give at most " + VALUES_CAP + " values");
                return labels;
            }
            for (String label : given) {
                int colon = label.indexOf(':');
                if (colon < 1) {
                    errors.add("label", "Give a label as name:value");
                } else {
                    put(labels, label.substring(0, colon), label.substring(colon + 1));
                }
            }
            return labels;
        }

        private void put(Map<String, String> labels, String name, String value) {
            @Nullable String key = errors.read("label", () -> Values.text(name));
            @Nullable String text = errors.read("label", () -> Values.text(value));
            if (key != null && text != null) {
                labels.put(key, text);
            }
        }

        @Override
        public String pointer(String name) {
            return name;
        }
    }

    /** Of a JSON object. */
    private record Filter(ObjectReader object, FieldErrors errors) implements Source {

        @Override
        public List<String> all(String name) {
            @Nullable JsonValue value = object.value(name);
            if (value == null) {
                return List.of();
            }
            List<JsonValue> values = value instanceof JsonArray array ? array : List.of(value);
            if (values.isEmpty()) { // an empty list must not match all tasks
                errors.add(object.pointer(name), "Give at least one value, or leave it out");
            }
            return values.stream().map(item -> textOf(name, item)).toList();
        }

        private String textOf(String name, JsonValue item) {
            return switch (item.getValueType()) {
                case STRING -> ((JsonString) item).getString();
                case NUMBER, TRUE, FALSE -> item.toString();
                case ARRAY, OBJECT, NULL -> {
                    errors.add(object.pointer(name), "Give a value, or a list of values");
                    yield "";
                }
            };
        }

        @Override
        public Map<String, String> labels() {
            @Nullable JsonValue value = object.value("label");
            if (value instanceof JsonObject labels && labels.isEmpty()) {
                errors.add(object.pointer("label"), "Give at least one label, or leave the member out");
            }
            return value == null ? Map.of() : object.texts("label");
        }

        @Override
        public String pointer(String name) {
            return object.pointer(name);
        }
    }
}
