package org.caraway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of a task as a value: what to call, with which arguments, and what it asks for. Immutable; the methods
 * return changed copies. Made by {@link TaskQueue#call}, enqueued as often as wanted.
 *
 * @param <R> the type of the task's result
 * @param name the name of the task definition, at most 200 characters
 * @param arguments the arguments in order, null allowed; they must not change before the call is enqueued
 * @param options what it asks for
 */
public record TaskCall<R extends @Nullable Object>(String name, List<@Nullable Object> arguments, CallOptions options) {

    private static final int NAME_CAP = 200;

    /** Checks the name and copies the list. */
    public TaskCall {
        requireNonNull(name, "name");
        requireNonNull(options, "options");
        if (name.isBlank() || name.length() > NAME_CAP) {
            throw new IllegalArgumentException("'" + name + "' is no task name; use 1 to " + NAME_CAP + " characters");
        }
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    /** A call of the task with this name, asking for nothing beyond. */
    public static <R extends @Nullable Object> TaskCall<R> of(String name, List<? extends @Nullable Object> arguments) {
        return new TaskCall<>(name, new ArrayList<>(arguments), CallOptions.NONE);
    }

    /**
     * Gives the task this id instead of a new one, so that a call which is repeated (by a client that got no answer,
     * say) enqueues once: if a task with this id exists, live or finished, nothing is enqueued and its handle returned.
     */
    public TaskCall<R> id(UUID id) {
        requireNonNull(id, "id");
        return with(options -> options.id = id);
    }

    /**
     * Runs no earlier than this long after it was enqueued, by the database's clock; zero or more, at most {@link
     * CallTiming#LONGEST}. Replaces {@link #at}.
     */
    public TaskCall<R> in(Duration delay) {
        requireNonNull(delay, "delay");
        return with(options -> options.timing = options.timing.in(delay));
    }

    /**
     * Runs no earlier than this instant, from {@link CallTiming#EARLIEST} to {@link CallTiming#LATEST}; a past one means
     * at once. Replaces {@link #in}.
     */
    public TaskCall<R> at(Instant start) {
        requireNonNull(start, "start");
        return with(options -> options.timing = options.timing.at(start));
    }

    /**
     * Does not begin an attempt later than this long after it was enqueued, by the database's clock: it becomes
     * {@link TaskState#EXPIRED} then. More than zero, at most {@link CallTiming#LONGEST}. Replaces {@link #expiresAt}. An attempt that has begun goes on.
     */
    public TaskCall<R> expiresIn(Duration duration) {
        requireNonNull(duration, "duration");
        return with(options -> options.timing = options.timing.expiringIn(duration));
    }

    /** Does not begin an attempt later than this instant, as {@link #expiresIn} says, which it replaces. */
    public TaskCall<R> expiresAt(Instant end) {
        requireNonNull(end, "end");
        return with(options -> options.timing = options.timing.expiringAt(end));
    }

    /**
     * Stands in this queue instead of the one that routes or the definition say. Replaces {@link #node} and {@link
     * #worker}.
     */
    public TaskCall<R> queue(String queue) {
        String checked = CallOptions.checkQueue(queue);
        return with(options -> options.queue = checked);
    }

    /**
     * Runs on this node only, by the name that {@code caraway.node} gives it (the host's, by default), whatever queues
     * its workers serve. If the node is away the task waits for it; {@link #expiresIn} bounds that. With {@code
     * caraway.unknown-queue=refuse} a node of which no worker lives is refused. Replaces {@link #queue} and {@link
     * #worker}.
     */
    public TaskCall<R> node(String node) {
        String queue = CallOptions.queueOfNode(node);
        return with(options -> options.queue = queue);
    }

    /**
     * Runs on this worker only, by the id that {@code caraway_worker.id} and {@link WorkerEvent#workerId()} give. An id
     * is new with each start: when the worker is gone the task becomes {@link TaskState#EXPIRED}. Replaces {@link
     * #queue} and {@link #node}.
     */
    public TaskCall<R> worker(String workerId) {
        String queue = CallOptions.queueOfWorker(workerId);
        return with(options -> options.queue = queue);
    }

    /** Runs before calls of lower priority in its queue: 0 to 9. Replaces {@link #inheritPriority}. */
    public TaskCall<R> priority(int priority) {
        return with(options -> {
            options.priority = priority;
            options.inheritPriority = false;
        });
    }

    /**
     * Has the priority of the task that enqueues it, so that what is urgent stays so; outside of tasks, that of its
     * definition. Replaces {@link #priority}.
     */
    public TaskCall<R> inheritPriority() {
        return with(options -> {
            options.priority = null;
            options.inheritPriority = true;
        });
    }

    /**
     * Says whom the work is for, a customer or tenant: 1 to 200 characters. Within a queue and a priority the keys take
     * turns, so that one with many tasks does not hold up another with few; and limits "per" something count by it.
     * Instead of the parameter that {@link Task#key()} names.
     */
    public TaskCall<R> key(String key) {
        requireNonNull(key, "key");
        return with(options -> options.key = key);
    }

    /** Enqueues no second task under this key; see {@link UniqueKey}. */
    public TaskCall<R> unique(UniqueKey unique) {
        requireNonNull(unique, "unique");
        return with(options -> options.unique = unique);
    }

    /** {@link #unique} until the task is over: a second call gets the handle of the first. */
    public TaskCall<R> uniqueKey(String key) {
        return unique(UniqueKey.of(key));
    }

    /** {@link #unique} for this long from the enqueueing: a second call gets the handle of the first. */
    public TaskCall<R> uniqueKey(String key, Duration window) {
        return unique(UniqueKey.of(key).within(window));
    }

    /** Interrupts an attempt after this long instead of the definition's {@link Task#softTimeLimit()}. */
    public TaskCall<R> softTimeLimit(Duration limit) {
        requireNonNull(limit, "limit");
        return with(options -> options.overrides = options.overrides.withSoftTimeLimit(limit));
    }

    /**
     * Fails an attempt after this long instead of the definition's {@link Task#timeLimit()}. A definition's soft limit
     * that is longer counts as this long.
     */
    public TaskCall<R> timeLimit(Duration limit) {
        requireNonNull(limit, "limit");
        return with(options -> options.overrides = options.overrides.withTimeLimit(limit));
    }

    /** May be retried this often instead of the definition's {@link Task#maxRetries()}; -1 without end. */
    public TaskCall<R> maxRetries(int retries) {
        return with(options -> options.overrides = options.overrides.withMaxRetries(retries));
    }

    /** Does not store what the method returns; failures are stored all the same. */
    public TaskCall<R> ignoreResult() {
        return with(options -> options.overrides = options.overrides.withIgnoreResult(true));
    }

    /** Keeps the finished task for this long instead of the definition's {@link Task#retainFor()}. */
    public TaskCall<R> retainFor(Duration duration) {
        requireNonNull(duration, "duration");
        return with(options -> options.overrides = options.overrides.withRetainFor(duration));
    }

    /**
     * Sends a value along that {@link TaskContext#headers()} gives; at most 1,000 characters each, and 100 headers.
     *
     * @throws IllegalArgumentException if it is blank, too long or one too many
     */
    public TaskCall<R> header(String key, String value) {
        return with(options -> options.header(key, value));
    }

    /** Sends all these values along, as {@link #header} does with each; headers that are set already stay. */
    public TaskCall<R> headers(Map<String, String> more) {
        requireNonNull(more, "more");
        return with(options -> options.headers(more));
    }

    /**
     * Marks the task so that listings can be filtered by it; at most 1,000 characters each, and 100 labels.
     *
     * @throws IllegalArgumentException if it is blank, too long or one too many
     */
    public TaskCall<R> label(String key, String value) {
        return with(options -> options.label(key, value));
    }

    /** Marks the task with all these labels, as {@link #label} does with each; labels that are set already stay. */
    public TaskCall<R> labels(Map<String, String> more) {
        requireNonNull(more, "more");
        return with(options -> options.labels(more));
    }

    /**
     * Leaves the caller's name and context behind: nothing of it travels with the task, nor with those that it
     * enqueues. For work that is not done on the caller's behalf, such as clean-up.
     */
    public TaskCall<R> withoutContext() {
        return with(options -> options.withoutContext = true);
    }

    private TaskCall<R> with(Consumer<CallOptions.Changes> change) {
        return new TaskCall<>(name, arguments, options.with(change));
    }
}
