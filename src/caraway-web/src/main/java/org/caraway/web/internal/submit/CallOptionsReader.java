package org.caraway.web.internal.submit;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.caraway.TaskCall;
import org.caraway.UniqueKey;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.ObjectReader;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of a call from the member {@code options}. Confined to one thread. It supports all options of a
 * {@link TaskCall} except an id, which could reveal a task of another caller.
 */
final class CallOptionsReader {

    private final ObjectReader options;
    private final FieldErrors errors;
    private TaskCall<Object> call;

    private CallOptionsReader(TaskCall<Object> call, ObjectReader options, FieldErrors errors) {
        this.call = call;
        this.options = options;
        this.errors = errors;
    }

    /** The call with these options; adds errors. */
    static TaskCall<Object> read(TaskCall<Object> call, JsonValue options, FieldErrors errors) {
        ObjectReader object = ObjectReader.of(options, "/options", errors);
        CallOptionsReader reader = new CallOptionsReader(call, object, errors);
        reader.place();
        reader.times();
        reader.limits();
        reader.unique();
        reader.apply("labels", with -> with.labels(object.texts("labels")));
        reader.apply("headers", with -> with.headers(object.texts("headers")));
        object.rejectUnknown();
        return reader.call;
    }

    private void place() {
        @Nullable String queue = options.text("queue", Values::text);
        if (queue != null) {
            apply("queue", with -> with.queue(queue));
        }
        @Nullable Integer priority = options.integer("priority", 0, 9);
        if (priority != null) {
            apply("priority", with -> with.priority(priority));
        }
        @Nullable String key = options.text("key", Values::text);
        if (key != null) {
            apply("key", with -> with.key(key));
        }
    }

    private void times() {
        @Nullable Duration delay = options.text("delay", Values::duration);
        if (delay != null) {
            apply("delay", with -> with.in(delay));
        }
        var startAt = options.text("startAt", Values::instant);
        if (startAt != null) {
            apply("startAt", with -> with.at(startAt));
        }
        if (delay != null && startAt != null) {
            errors.add(options.pointer("startAt"), "Give delay or startAt, not both");
        }
        @Nullable Duration expiresIn = options.text("expiresIn", Values::duration);
        if (expiresIn != null) {
            apply("expiresIn", with -> with.expiresIn(expiresIn));
        }
        var expiresAt = options.text("expiresAt", Values::instant);
        if (expiresAt != null) {
            if (expiresAt.isBefore(Instant.now())) {
                errors.add(options.pointer("expiresAt"), "The instant has passed; give a later one");
            }
            apply("expiresAt", with -> with.expiresAt(expiresAt));
        }
        if (expiresIn != null && expiresAt != null) {
            errors.add(options.pointer("expiresAt"), "Give expiresIn or expiresAt, not both");
        }
    }

    private void limits() {
        @Nullable Duration hard = options.text("timeLimit", Values::duration);
        if (hard != null) {
            apply("timeLimit", with -> with.timeLimit(hard));
        }
        @Nullable Duration soft = options.text("softTimeLimit", Values::duration);
        if (soft != null) {
            apply("softTimeLimit", with -> with.softTimeLimit(soft));
        }
        @Nullable Duration deadline = options.text("deadline", Values::duration);
        if (deadline != null) {
            apply("deadline", with -> with.deadline(deadline));
        }
        @Nullable Integer retries = options.integer("maxRetries", -1, Integer.MAX_VALUE);
        if (retries != null) {
            apply("maxRetries", with -> with.maxRetries(retries));
        }
        if (Boolean.TRUE.equals(options.truth("ignoreResult"))) {
            apply("ignoreResult", TaskCall::ignoreResult);
        }
        @Nullable Duration retention = options.text("retainFor", Values::duration);
        if (retention != null) {
            apply("retainFor", with -> with.retainFor(retention));
        }
    }

    private void unique() {
        @Nullable JsonValue unique = options.value("uniqueKey");
        if (unique == null) {
            return;
        }
        if (unique instanceof JsonString) {
            @Nullable String key = options.text("uniqueKey", Values::text);
            if (key != null) {
                apply("uniqueKey", with -> with.uniqueKey(key));
            }
            return;
        }
        ObjectReader object = ObjectReader.of(unique, options.pointer("uniqueKey"), errors);
        @Nullable String key = object.text("key", Values::text);
        UniqueKey.@Nullable Scope scope = object.text("scope", text -> Values.constant(UniqueKey.Scope.class, text));
        UniqueKey.@Nullable Conflict conflict =
                object.text("onConflict", text -> Values.constant(UniqueKey.Conflict.class, text));
        @Nullable Duration window = object.text("window", Values::duration);
        object.rejectUnknown();
        if (key == null) {
            errors.add(object.pointer("key"), "Give the key");
            return;
        }
        UniqueKey.Scope usual = window == null ? UniqueKey.Scope.LIVE : UniqueKey.Scope.WINDOW;
        apply(
                "uniqueKey",
                with -> with.unique(new UniqueKey(
                        key,
                        scope == null ? usual : scope,
                        window,
                        conflict == null ? UniqueKey.Conflict.EXISTING : conflict)));
    }

    private void apply(String member, UnaryOperator<TaskCall<Object>> change) {
        @Nullable TaskCall<Object> changed = errors.read(options.pointer(member), () -> change.apply(call));
        if (changed != null) {
            call = changed;
        }
    }
}
