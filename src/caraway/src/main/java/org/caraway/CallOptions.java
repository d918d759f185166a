package org.caraway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks for beyond its arguments; null stands for "as the task definition says". Immutable.
 *
 * @param delay how long after the enqueueing it may run, by the database's clock; excludes {@code startAt}
 * @param startAt the instant from which it may run; excludes {@code delay}
 * @param queue the queue to stand in
 * @param priority 0 to 9, higher runs first
 * @param headers what {@link TaskContext#headers()} will give
 * @param labels what listings can be filtered by
 * @param withoutContext whether the caller's name and context stay behind
 */
public record CallOptions(
        @Nullable Duration delay,
        @Nullable Instant startAt,
        @Nullable String queue,
        @Nullable Integer priority,
        Map<String, String> headers,
        Map<String, String> labels,
        boolean withoutContext) {

    /** No wishes at all. */
    public static final CallOptions NONE = new CallOptions(null, null, null, null, Map.of(), Map.of(), false);

    private static final Pattern QUEUE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int TEXT_CAP = 1_000;

    /**
     * Checks every value and copies the maps.
     *
     * @throws IllegalArgumentException naming the option, its value and what it may be
     */
    public CallOptions {
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("A task cannot start in " + delay + "; give a delay of zero or more");
        }
        if (delay != null && startAt != null) {
            throw new IllegalArgumentException("A call takes a delay or an instant to start at, not both");
        }
        if (queue != null) {
            checkQueue(queue);
        }
        if (priority != null && (priority < 0 || priority > 9)) {
            throw new IllegalArgumentException("A priority is 0 to 9, higher runs first; was " + priority);
        }
        headers = checkedCopy("header", headers);
        labels = checkedCopy("label", labels);
    }

    /**
     * Returns the name of a queue if it is one.
     *
     * @throws IllegalArgumentException if it has other characters than letters, digits and {@code . _ -}, or too many
     */
    public static String checkQueue(String name) {
        requireNonNull(name, "queue");
        if (!QUEUE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens");
        }
        return name;
    }

    CallOptions withDelay(Duration value) {
        return new CallOptions(requireNonNull(value, "delay"), null, queue, priority, headers, labels, withoutContext);
    }

    CallOptions withStartAt(Instant value) {
        return new CallOptions(
                null, requireNonNull(value, "startAt"), queue, priority, headers, labels, withoutContext);
    }

    CallOptions withQueue(String value) {
        return new CallOptions(
                delay, startAt, requireNonNull(value, "queue"), priority, headers, labels, withoutContext);
    }

    CallOptions withPriority(int value) {
        return new CallOptions(delay, startAt, queue, value, headers, labels, withoutContext);
    }

    CallOptions withHeader(String key, String value) {
        return new CallOptions(delay, startAt, queue, priority, with(headers, key, value), labels, withoutContext);
    }

    CallOptions withLabel(String key, String value) {
        return new CallOptions(delay, startAt, queue, priority, headers, with(labels, key, value), withoutContext);
    }

    CallOptions leavingContext() {
        return new CallOptions(delay, startAt, queue, priority, headers, labels, true);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return copy;
    }

    private static Map<String, String> checkedCopy(String kind, Map<String, String> map) {
        map.forEach((key, value) -> {
            if (key.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "The " + kind + " '" + key.replace('\0', '?') + "' has a NUL character; remove it");
            }
            if (key.isBlank() || key.length() > TEXT_CAP || value.length() > TEXT_CAP) {
                throw new IllegalArgumentException("The " + kind + " '" + key + "' with a value of " + value.length()
                        + " characters is refused: a " + kind + " has a name, and name and value have at most "
                        + TEXT_CAP + " characters each");
            }
        });
        return Map.copyOf(map);
    }
}
