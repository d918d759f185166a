package org.caraway.internal.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.TaskOverrides;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * The stored overrides of a call: texts by the names of the corresponding configuration keys. The number of retries has
 * a separate column.
 */
public final class CallOverrides {

    private static final String SOFT_TIME_LIMIT = "soft-time-limit";
    private static final String TIME_LIMIT = "time-limit";
    private static final String IGNORE_RESULT = "ignore-result";
    private static final String RETAIN_FOR = "retain-for";
    private static final String DEADLINE = "deadline";
    private static final String SCHEDULED_FOR = "scheduled-for";

    private CallOverrides() {}

    /** The texts to store, empty for none. */
    public static Map<String, String> textOf(TaskOverrides overrides) {
        Map<String, String> text = new LinkedHashMap<>();
        put(text, SOFT_TIME_LIMIT, overrides.softTimeLimit());
        put(text, TIME_LIMIT, overrides.timeLimit());
        put(text, IGNORE_RESULT, overrides.ignoreResult());
        put(text, RETAIN_FOR, overrides.retainFor());
        put(text, DEADLINE, overrides.deadline());
        return text;
    }

    /** The text for a run of a schedule. */
    public static Map<String, String> scheduledFor(Instant fireAt) {
        return Map.of(SCHEDULED_FOR, fireAt.toString());
    }

    /**
     * For which instant a schedule enqueued the task, absent if none did, or if what a SQL client wrote is no instant.
     */
    public static Optional<Instant> scheduledFor(Map<String, String> text) {
        try {
            return Optional.ofNullable(text.get(SCHEDULED_FOR)).map(Instant::parse);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    private static void put(Map<String, String> text, String name, @Nullable Object value) {
        if (value != null) {
            text.put(name, value.toString());
        }
    }

    /**
     * The settings of one task. A soft limit of the definition that is longer than the call's hard limit is reduced to
     * it.
     *
     * @throws CarawayException if a SQL client has written what cannot be read
     */
    public static TaskSettings applied(TaskSettings settings, Map<String, String> text, @Nullable Integer maxRetries) {
        TaskSettings changed = settings;
        if (maxRetries != null) {
            changed = changed.with(withRetries(settings.retries(), maxRetries));
        }
        if (text.isEmpty()) {
            return changed;
        }
        Duration hard = duration(text, TIME_LIMIT, settings.timeLimit());
        Duration soft = duration(text, SOFT_TIME_LIMIT, settings.softTimeLimit());
        String ignoreResult = text.get(IGNORE_RESULT);
        RetentionSettings keeping = settings.retention();
        return changed.with(new TimeLimits(soft.compareTo(hard) < 0 ? soft : hard, hard))
                .with(new RetentionSettings(
                        keeping.expires(),
                        ignoreResult == null ? keeping.ignoreResult() : Boolean.parseBoolean(ignoreResult),
                        retainFor(text, keeping.retainFor()),
                        text.containsKey(DEADLINE) ? duration(text, DEADLINE, Duration.ZERO) : keeping.deadline()));
    }

    /**
     * How long the finished task is retained; {@code otherwise} if the call does not set it.
     *
     * @throws CarawayException if a SQL client has written what cannot be read
     */
    public static @Nullable Duration retainFor(Map<String, String> text, @Nullable Duration otherwise) {
        return text.containsKey(RETAIN_FOR) ? duration(text, RETAIN_FOR, Duration.ZERO) : otherwise;
    }

    private static RetryPolicy withRetries(RetryPolicy policy, int maxRetries) {
        return new RetryPolicy(
                policy.retryFor(),
                policy.dontRetryFor(),
                maxRetries,
                policy.delay(),
                policy.backoff(),
                policy.delayMax(),
                policy.jitter());
    }

    private static Duration duration(Map<String, String> text, String name, Duration otherwise) {
        String value = text.get(name);
        try {
            return value == null ? otherwise : Duration.parse(value);
        } catch (DateTimeParseException unreadable) {
            throw new CarawayException(
                    "The option " + name + " of the task is '" + value + "'; write ISO-8601 text such as PT1M30S",
                    unreadable);
        }
    }
}
