package org.caraway.internal.workflow;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.TaskOverrides;
import org.caraway.UniqueKey;
import org.jspecify.annotations.Nullable;

/** Options of calls as JSON and back, by the names that REST uses. Stateless. */
final class OptionsJson {

    private static final JsonProvider JSON = JsonProvider.provider();

    private OptionsJson() {}

    static JsonObject write(CallOptions options) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        CallTiming timing = options.timing();
        TaskOverrides overrides = options.overrides();
        text(object, "id", options.id());
        text(object, "queue", options.queue());
        number(object, "priority", options.priority());
        truth(object, "inheritPriority", options.inheritPriority());
        text(object, "key", options.key());
        text(object, "delay", timing.delay());
        text(object, "startAt", timing.startAt());
        text(object, "expiresIn", timing.expiresIn());
        text(object, "expiresAt", timing.expiresAt());
        text(object, "timeLimit", overrides.timeLimit());
        text(object, "softTimeLimit", overrides.softTimeLimit());
        number(object, "maxRetries", overrides.maxRetries());
        if (overrides.ignoreResult() != null) {
            object.add("ignoreResult", overrides.ignoreResult());
        }
        text(object, "retainFor", overrides.retainFor());
        text(object, "deadline", overrides.deadline());
        texts(object, "headers", options.headers());
        texts(object, "labels", options.labels());
        truth(object, "withoutContext", options.withoutContext());
        UniqueKey unique = options.unique();
        if (unique != null) {
            JsonObjectBuilder key = JSON.createObjectBuilder()
                    .add("key", unique.key())
                    .add("scope", unique.scope().name())
                    .add("onConflict", unique.conflict().name());
            text(key, "window", unique.window());
            object.add("uniqueKey", key);
        }
        return object.build();
    }

    private static void text(JsonObjectBuilder object, String name, @Nullable Object value) {
        if (value != null) {
            object.add(name, value.toString());
        }
    }

    private static void number(JsonObjectBuilder object, String name, @Nullable Integer value) {
        if (value != null) {
            object.add(name, value);
        }
    }

    private static void truth(JsonObjectBuilder object, String name, boolean value) {
        if (value) {
            object.add(name, true);
        }
    }

    private static void texts(JsonObjectBuilder object, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            JsonObjectBuilder map = JSON.createObjectBuilder();
            texts.forEach(map::add);
            object.add(name, map);
        }
    }

    /** The options; adds problems and leaves wrong ones out. */
    static CallOptions read(@Nullable JsonValue value, String pointer, WorkflowProblems problems) {
        if (value == null) {
            return CallOptions.NONE;
        }
        JsonMembers members = JsonMembers.of(value, pointer, problems);
        CallTiming timing = problems.read(
                pointer,
                CallTiming.NOW,
                () -> new CallTiming(
                        members.one("delay", Duration::parse),
                        members.one("startAt", Instant::parse),
                        members.one("expiresIn", Duration::parse),
                        members.one("expiresAt", Instant::parse)));
        TaskOverrides overrides = problems.read(
                pointer,
                TaskOverrides.NONE,
                () -> new TaskOverrides(
                        members.one("softTimeLimit", Duration::parse),
                        members.one("timeLimit", Duration::parse),
                        members.number("maxRetries"),
                        members.truth("ignoreResult"),
                        members.one("retainFor", Duration::parse),
                        members.one("deadline", Duration::parse)));
        UniqueKey unique = unique(members, problems);
        CallOptions options = problems.read(
                pointer,
                CallOptions.NONE,
                () -> new CallOptions(
                        members.one("id", UUID::fromString),
                        timing,
                        members.one("queue", text -> text),
                        members.number("priority"),
                        Boolean.TRUE.equals(members.truth("inheritPriority")),
                        members.one("key", text -> text),
                        unique,
                        overrides,
                        members.texts("headers"),
                        members.texts("labels"),
                        Boolean.TRUE.equals(members.truth("withoutContext"))));
        members.rejectUnknown();
        return options;
    }

    private static @Nullable UniqueKey unique(JsonMembers options, WorkflowProblems problems) {
        JsonValue value = options.value("uniqueKey");
        if (value == null) {
            return null;
        }
        String pointer = options.pointer("uniqueKey");
        if (value instanceof JsonString text) {
            return problems.readOrNull(pointer, () -> UniqueKey.of(text.getString()));
        }
        JsonMembers members = JsonMembers.of(value, pointer, problems);
        UniqueKey.Scope scope = members.one("scope", UniqueKey.Scope::valueOf);
        UniqueKey.Conflict conflict = members.one("onConflict", UniqueKey.Conflict::valueOf);
        Duration window = members.one("window", Duration::parse);
        String key = members.one("key", text -> text);
        members.rejectUnknown();
        UniqueKey.Scope usual = window == null ? UniqueKey.Scope.LIVE : UniqueKey.Scope.WINDOW;
        return problems.readOrNull(
                pointer,
                () -> new UniqueKey(
                        key == null ? "" : key,
                        scope == null ? usual : scope,
                        window,
                        conflict == null ? UniqueKey.Conflict.EXISTING : conflict));
    }

    /** The texts of an object; a number as its digits, a truth value as its word. */
    static Map<String, String> texts(JsonObject object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.forEach((name, value) ->
                texts.put(name, value instanceof JsonString text ? text.getString() : value.toString()));
        return texts;
    }

    /** A whole number, null if it is none. */
    static @Nullable Integer whole(JsonValue value) {
        if (value instanceof JsonNumber number && number.isIntegral()) {
            try {
                return number.intValueExact();
            } catch (ArithmeticException tooLarge) {
                return null;
            }
        }
        return null;
    }
}
