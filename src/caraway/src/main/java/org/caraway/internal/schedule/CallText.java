package org.caraway.internal.schedule;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.TaskCall;
import org.caraway.TaskOverrides;
import org.jspecify.annotations.Nullable;

/** The options of a scheduled call as texts that are stored, and back. Stateless. */
final class CallText {

    private static final String QUEUE = "queue";
    private static final String PRIORITY = "priority";
    private static final String KEY = "key";
    private static final String EXPIRES = "expires";
    private static final String DEADLINE = "deadline";
    private static final String SOFT_TIME_LIMIT = "soft-time-limit";
    private static final String TIME_LIMIT = "time-limit";
    private static final String MAX_RETRIES = "max-retries";
    private static final String IGNORE_RESULT = "ignore-result";
    private static final String RETAIN_FOR = "retain-for";
    private static final String HEADER = "header.";
    private static final String LABEL = "label.";

    private CallText() {}

    /**
     * The options of this call.
     *
     * @throws IllegalArgumentException if it has one that the runs of a schedule cannot share
     */
    static Map<String, String> of(TaskCall<?> call) {
        CallOptions options = call.options();
        CallTiming timing = options.timing();
        if (options.id() != null
                || options.unique() != null
                || timing.delay() != null
                || timing.startAt() != null
                || timing.expiresAt() != null) {
            throw new IllegalArgumentException(
                    "A call of '" + call.name() + "' that is scheduled has no id, unique key,"
                            + " start or instant of expiry, which its runs cannot share; remove that option; for runs that do"
                            + " not overlap there is Overlap");
        }
        Map<String, String> text = new LinkedHashMap<>();
        put(text, QUEUE, options.queue());
        put(text, PRIORITY, options.priority());
        put(text, KEY, options.key());
        put(text, EXPIRES, timing.expiresIn());
        TaskOverrides overrides = options.overrides();
        put(text, SOFT_TIME_LIMIT, overrides.softTimeLimit());
        put(text, TIME_LIMIT, overrides.timeLimit());
        put(text, MAX_RETRIES, overrides.maxRetries());
        put(text, IGNORE_RESULT, overrides.ignoreResult());
        put(text, RETAIN_FOR, overrides.retainFor());
        put(text, DEADLINE, overrides.deadline());
        options.headers().forEach((name, value) -> text.put(HEADER + name, value));
        options.labels().forEach((name, value) -> text.put(LABEL + name, value));
        return text;
    }

    private static void put(Map<String, String> text, String name, @Nullable Object value) {
        if (value != null) {
            text.put(name, value.toString());
        }
    }

    /**
     * The call with these options.
     *
     * @throws IllegalArgumentException with the option that a SQL client wrote wrongly
     */
    static TaskCall<Object> applied(TaskCall<Object> call, Map<String, String> text) {
        TaskCall<Object> changed = call;
        for (Map.Entry<String, String> option : text.entrySet()) {
            try {
                changed = applied(changed, option.getKey(), option.getValue());
            } catch (RuntimeException wrong) { // of parsing a number or a duration, or of the option itself
                throw new IllegalArgumentException(
                        "The option '" + option.getKey() + "' of the schedule is wrong: " + wrong.getMessage(), wrong);
            }
        }
        return changed;
    }

    private static TaskCall<Object> applied(TaskCall<Object> call, String name, String value) {
        if (name.startsWith(HEADER)) {
            return call.header(name.substring(HEADER.length()), value);
        }
        if (name.startsWith(LABEL)) {
            return call.label(name.substring(LABEL.length()), value);
        }
        return switch (name) {
            case QUEUE -> new TaskCall<>(call.name(), call.arguments(), inQueue(call, value));
            case PRIORITY -> call.priority(Integer.parseInt(value));
            case KEY -> call.key(value);
            case EXPIRES -> call.expiresIn(Duration.parse(value));
            case SOFT_TIME_LIMIT -> call.softTimeLimit(Duration.parse(value));
            case TIME_LIMIT -> call.timeLimit(Duration.parse(value));
            case MAX_RETRIES -> call.maxRetries(Integer.parseInt(value));
            case IGNORE_RESULT -> Boolean.parseBoolean(value) ? call.ignoreResult() : call;
            case DEADLINE -> call.deadline(Duration.parse(value));
            case RETAIN_FOR -> call.retainFor(Duration.parse(value));
            default -> throw new IllegalArgumentException("there is no such option");
        };
    }

    /** Also the queue of one node, which {@link TaskCall#queue} does not take. */
    private static CallOptions inQueue(TaskCall<Object> call, String queue) {
        return CallOptions.nodeOf(CallOptions.checkPlace(queue))
                .map(node -> call.node(node).options())
                .orElseGet(() -> call.queue(queue).options());
    }
}
