package org.caraway;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a call; null means the value of the task definition. Immutable; created by the methods of {@link
 * TaskCall}.
 *
 * @param id the id for the task
 * @param timing its earliest start and its expiry
 * @param queue its queue, or the queue of a node or worker
 * @param priority 0 to 9, higher runs first
 * @param inheritPriority whether it has the priority of the task that enqueues it, if one does
 * @param key the fairness key: tasks of different keys take turns within a queue, and limits with "per" count by it
 * @param unique the key under which no second task may be enqueued
 * @param overrides values that replace those of the definition
 * @param headers values that {@link TaskContext#headers()} returns, at most 100
 * @param labels labels by which listings can be filtered, at most 100
 * @param withoutContext whether the caller's name and context are not stored
 */
public record CallOptions(
        @Nullable UUID id,
        CallTiming timing,
        @Nullable String queue,
        @Nullable Integer priority,
        boolean inheritPriority,
        @Nullable String key,
        @Nullable UniqueKey unique,
        TaskOverrides overrides,
        Map<String, String> headers,
        Map<String, String> labels,
        boolean withoutContext) {

    /** No options. */
    public static final CallOptions NONE = new CallOptions(
            null, CallTiming.NOW, null, null, false, null, null, TaskOverrides.NONE, Map.of(), Map.of(), false);

    private static final Pattern QUEUE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String NODE = "@";
    private static final String WORKER = "@worker:";
    private static final int TEXT_CAP = 1_000;
    private static final int KEY_CAP = 200;
    private static final int ENTRIES_CAP = 100;

    /**
     * Checks every value and copies the maps.
     *
     * @throws IllegalArgumentException naming the option, its value and what it may be
     */
    public CallOptions {
        requireNonNull(timing, "timing");
        requireNonNull(overrides, "overrides");
        if (queue != null) {
            checkPlace(queue);
        }
        if (priority != null) {
            checkPriority(priority);
        }
        if (key != null) {
            checkText("key", key, KEY_CAP);
        }
        headers = checkedCopy("header", headers);
        labels = checkedCopy("label", labels);
    }

    /**
     * Returns the argument if it is a valid queue name.
     *
     * @throws IllegalArgumentException if it has characters other than letters, digits and {@code . _ -}, or too many
     */
    public static String checkQueue(String name) {
        requireNonNull(name, "queue");
        if (!QUEUE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens");
        }
        return name;
    }

    /**
     * Returns the argument if it is a valid queue name, or a queue that {@link #queueOfNode} or {@link #queueOfWorker}
     * returns.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static String checkPlace(String name) {
        requireNonNull(name, "queue");
        if (name.startsWith(WORKER)) {
            return queueOfWorker(name.substring(WORKER.length()));
        }
        return name.startsWith(NODE) ? queueOfNode(name.substring(NODE.length())) : checkQueue(name);
    }

    /**
     * The queue that only workers of this node serve: {@code @NODE}.
     *
     * @throws IllegalArgumentException if the node's name is invalid
     */
    public static String queueOfNode(String node) {
        return NODE + checkAddress("node", node);
    }

    /**
     * The queue that only this worker serves: {@code @worker:ID}.
     *
     * @throws IllegalArgumentException if the worker's id is invalid
     */
    public static String queueOfWorker(String workerId) {
        return WORKER + checkAddress("worker", workerId);
    }

    /** The node of a queue that only one node serves, absent for other queues. */
    public static Optional<String> nodeOf(String queue) {
        return queue.startsWith(NODE) && !queue.startsWith(WORKER)
                ? Optional.of(queue.substring(NODE.length()))
                : Optional.empty();
    }

    /** The worker of a queue that only one worker serves, absent for other queues. */
    public static Optional<String> workerOf(String queue) {
        return queue.startsWith(WORKER) ? Optional.of(queue.substring(WORKER.length())) : Optional.empty();
    }

    private static String checkAddress(String what, String name) {
        requireNonNull(name, what);
        if (!ADDRESS.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a " + what
                    + "; use 1 to 64 letters, digits, dots, underscores or hyphens");
        }
        return name;
    }

    /**
     * Returns the argument if it is a valid priority.
     *
     * @throws IllegalArgumentException if it is not 0 to 9
     */
    public static int checkPriority(int priority) {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("A priority is 0 to 9, higher runs first; was " + priority);
        }
        return priority;
    }

    static void checkText(String what, String text, int cap) {
        requireNonNull(text, what);
        if (text.isBlank() || text.length() > cap || !storable(text)) {
            String shown = text.substring(0, Math.min(text.length(), cap)).replace('\0', '?');
            throw new IllegalArgumentException("'" + shown + "' is no " + what + "; use 1 to " + cap
                    + " characters, not only blanks and none of them NUL or half of a surrogate pair");
        }
    }

    /** Whether every database stores this text and gives it back equal. */
    static boolean storable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** The delay after the enqueueing before it may run, null if not set. */
    public @Nullable Duration delay() {
        return timing.delay();
    }

    /** The instant from which it may run, null if not set. */
    public @Nullable Instant startAt() {
        return timing.startAt();
    }

    CallOptions with(Consumer<Changes> change) {
        Changes changes = new Changes(this);
        change.accept(changes);
        return changes.made();
    }

    private static Map<String, String> checkedCopy(String kind, Map<String, String> map) {
        if (map.size() > ENTRIES_CAP) {
            throw new IllegalArgumentException("A task has at most " + ENTRIES_CAP + " " + kind + "s, and was given "
                    + map.size() + "; pass data as arguments");
        }
        map.forEach((key, value) -> {
            if (!storable(key) || !storable(value)) {
                throw new IllegalArgumentException("The " + kind + " '" + key.replace('\0', '?')
                        + "' has a NUL character or half of a surrogate pair; remove it");
            }
            if (key.isBlank() || key.length() > TEXT_CAP || value.length() > TEXT_CAP) {
                throw new IllegalArgumentException("The " + kind + " '" + key + "' with a value of " + value.length()
                        + " characters is refused: a " + kind + " has a name, and name and value have at most "
                        + TEXT_CAP + " characters each");
            }
        });
        return Map.copyOf(map);
    }

    /** A builder of changed options. Confined to one call. */
    static final class Changes {

        @Nullable
        UUID id;

        CallTiming timing;

        @Nullable
        String queue;

        @Nullable
        Integer priority;

        boolean inheritPriority;

        @Nullable
        String key;

        @Nullable
        UniqueKey unique;

        TaskOverrides overrides;
        private final Map<String, String> headers;
        private final Map<String, String> labels;
        boolean withoutContext;

        private Changes(CallOptions options) {
            id = options.id;
            timing = options.timing;
            queue = options.queue;
            priority = options.priority;
            inheritPriority = options.inheritPriority;
            key = options.key;
            unique = options.unique;
            overrides = options.overrides;
            headers = new LinkedHashMap<>(options.headers);
            labels = new LinkedHashMap<>(options.labels);
            withoutContext = options.withoutContext;
        }

        void header(String name, String value) {
            headers.put(requireNonNull(name, "key"), requireNonNull(value, "value"));
        }

        void headers(Map<String, String> more) {
            more.forEach(this::header);
        }

        void label(String name, String value) {
            labels.put(requireNonNull(name, "key"), requireNonNull(value, "value"));
        }

        void labels(Map<String, String> more) {
            more.forEach(this::label);
        }

        private CallOptions made() {
            return new CallOptions(
                    id,
                    timing,
                    queue,
                    priority,
                    inheritPriority,
                    key,
                    unique,
                    overrides,
                    headers,
                    labels,
                    withoutContext);
        }
    }
}
