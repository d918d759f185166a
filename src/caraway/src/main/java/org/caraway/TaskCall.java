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
 * One invocation of a task as a value: the task, its arguments and its options. Immutable; the methods return changed
 * copies. Created by {@link TaskQueue#call}; can be enqueued any number of times.
 *
 * @param <R> the type of the task's result
 * @param name the name of the task definition, at most 200 characters
 * @param arguments the arguments in order, null allowed; they must not change before the call is enqueued
 * @param options its options
 */
public record TaskCall<R extends @Nullable Object>(String name, List<@Nullable Object> arguments, CallOptions options)
        implements Workflow<R> {

    private static final int NAME_CAP = 200;

    /** Checks the name and copies the list. */
    public TaskCall {
        requireNonNull(name, "name");
        requireNonNull(options, "options");
        if (name.isBlank() || name.length() > NAME_CAP || !CallOptions.storable(name)) {
            throw new IllegalArgumentException("'" + name + "' is no task name; use 1 to " + NAME_CAP + " characters");
        }
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    /** A call of the task with this name, without options. */
    public static <R extends @Nullable Object> TaskCall<R> of(String name, List<? extends @Nullable Object> arguments) {
        return new TaskCall<>(name, new ArrayList<>(arguments), CallOptions.NONE);
    }

    @Override
    public WorkflowNode composition() {
        return new WorkflowNode.Step(name, null, arguments, options, WorkflowNode.Input.NONE);
    }

    /**
     * Sets the id of the task, so that a repeated call (for example by a client that received no response) enqueues
     * once: if a task with this id exists, live or finished, nothing is enqueued, and the handle of that task is
     * returned.
     */
    @Override
    public TaskCall<R> id(UUID id) {
        requireNonNull(id, "id");
        return changed(options -> options.id = id);
    }

    /**
     * Delays the start by this duration after the enqueueing, by the database's clock; zero or more, at most {@link
     * CallTiming#LONGEST}. Replaces {@link #at}.
     */
    public TaskCall<R> in(Duration delay) {
        requireNonNull(delay, "delay");
        return changed(options -> options.timing = options.timing.in(delay));
    }

    /**
     * Delays the start until this instant, from {@link CallTiming#EARLIEST} to {@link CallTiming#LATEST}; a past
     * instant means no delay. Replaces {@link #in}.
     */
    public TaskCall<R> at(Instant start) {
        requireNonNull(start, "start");
        return changed(options -> options.timing = options.timing.at(start));
    }

    /**
     * Expires the task this long after the enqueueing, by the database's clock: no attempt begins after that, and the
     * task becomes {@link TaskState#EXPIRED}. More than zero, at most {@link CallTiming#LONGEST}. Replaces {@link
     * #expiresAt}. An attempt that has begun continues.
     */
    public TaskCall<R> expiresIn(Duration duration) {
        requireNonNull(duration, "duration");
        return changed(options -> options.timing = options.timing.expiringIn(duration));
    }

    /** Expires the task at this instant, as {@link #expiresIn}. Replaces {@link #expiresIn}. */
    public TaskCall<R> expiresAt(Instant end) {
        requireNonNull(end, "end");
        return changed(options -> options.timing = options.timing.expiringAt(end));
    }

    /**
     * Sets the queue, instead of that of routes or of the definition. Replaces {@link #node} and {@link #worker}.
     */
    public TaskCall<R> queue(String queue) {
        String checked = CallOptions.checkQueue(queue);
        return changed(options -> options.queue = checked);
    }

    /**
     * Runs the task on this node only, regardless of the queues that its workers serve. The node's name is the value of
     * {@code caraway.node} (default: the host's name). If the node is down, the task waits for it; {@link #expiresIn}
     * limits the wait. With {@code caraway.unknown-queue=refuse} the call is refused if the node has no live worker.
     * Replaces {@link #queue} and {@link #worker}.
     */
    public TaskCall<R> node(String node) {
        String queue = CallOptions.queueOfNode(node);
        return changed(options -> options.queue = queue);
    }

    /**
     * Runs the task on this worker only. The id is that of {@code caraway_worker.id} and {@link
     * WorkerEvent#workerId()}. A worker has a new id after each start: when the worker is gone, the task becomes {@link
     * TaskState#EXPIRED}. Replaces {@link #queue} and {@link #node}.
     */
    public TaskCall<R> worker(String workerId) {
        String queue = CallOptions.queueOfWorker(workerId);
        return changed(options -> options.queue = queue);
    }

    /** Sets the priority, 0 to 9; in a queue, higher runs first. Replaces {@link #inheritPriority}. */
    public TaskCall<R> priority(int priority) {
        return changed(options -> {
            options.priority = priority;
            options.inheritPriority = false;
        });
    }

    /**
     * Uses the priority of the task that enqueues the call; outside of tasks, that of the definition. Replaces {@link
     * #priority}.
     */
    public TaskCall<R> inheritPriority() {
        return changed(options -> {
            options.priority = null;
            options.inheritPriority = true;
        });
    }

    /**
     * Sets the fairness key, such as a customer or tenant: 1 to 200 characters. Within a queue and a priority, tasks of
     * different keys take turns, so that a key with many tasks does not delay another with few; limits with "per" count
     * by it. Replaces the value of the parameter that {@link Task#key()} names.
     */
    public TaskCall<R> key(String key) {
        requireNonNull(key, "key");
        return changed(options -> options.key = key);
    }

    /** Enqueues no second task under this key; see {@link UniqueKey}. */
    public TaskCall<R> unique(UniqueKey unique) {
        requireNonNull(unique, "unique");
        return changed(options -> options.unique = unique);
    }

    /** {@link #unique} until the task has finished: a second call returns the handle of the first task. */
    public TaskCall<R> uniqueKey(String key) {
        return unique(UniqueKey.of(key));
    }

    /** {@link #unique} for this long after the enqueueing: a second call returns the handle of the first task. */
    public TaskCall<R> uniqueKey(String key, Duration window) {
        return unique(UniqueKey.of(key).within(window));
    }

    /** Interrupts an attempt after this long instead of the definition's {@link Task#softTimeLimit()}. */
    public TaskCall<R> softTimeLimit(Duration limit) {
        requireNonNull(limit, "limit");
        return changed(options -> options.overrides = options.overrides.withSoftTimeLimit(limit));
    }

    /**
     * Fails an attempt after this long instead of the definition's {@link Task#timeLimit()}. A longer soft limit of the
     * definition is reduced to this limit.
     */
    public TaskCall<R> timeLimit(Duration limit) {
        requireNonNull(limit, "limit");
        return changed(options -> options.overrides = options.overrides.withTimeLimit(limit));
    }

    /**
     * Bounds the whole task instead of the definition's {@link Task#deadline()}: no attempt begins later than this
     * after the enqueueing.
     */
    public TaskCall<R> deadline(Duration limit) {
        requireNonNull(limit, "limit");
        return changed(options -> options.overrides = options.overrides.withDeadline(limit));
    }

    /** Sets the number of retries instead of the definition's {@link Task#maxRetries()}; -1 is unlimited. */
    public TaskCall<R> maxRetries(int retries) {
        return changed(options -> options.overrides = options.overrides.withMaxRetries(retries));
    }

    /** Discards the method's return value; failures are always stored. */
    public TaskCall<R> ignoreResult() {
        return changed(options -> options.overrides = options.overrides.withIgnoreResult(true));
    }

    /** Keeps the finished task for this long instead of the definition's {@link Task#retainFor()}. */
    public TaskCall<R> retainFor(Duration duration) {
        requireNonNull(duration, "duration");
        return changed(options -> options.overrides = options.overrides.withRetainFor(duration));
    }

    /**
     * Sets a header, which {@link TaskContext#headers()} returns; at most 1,000 characters each, and 100 headers.
     *
     * @throws IllegalArgumentException if it is blank or too long, or there are too many headers
     */
    public TaskCall<R> header(String key, String value) {
        return changed(options -> options.header(key, value));
    }

    /** Sets all these headers, as {@link #header} does for each; other headers are kept. */
    public TaskCall<R> headers(Map<String, String> more) {
        requireNonNull(more, "more");
        return changed(options -> options.headers(more));
    }

    /**
     * Sets a label, by which listings can be filtered; at most 1,000 characters each, and 100 labels.
     *
     * @throws IllegalArgumentException if it is blank or too long, or there are too many labels
     */
    public TaskCall<R> label(String key, String value) {
        return changed(options -> options.label(key, value));
    }

    /** Sets all these labels, as {@link #label} does for each; other labels are kept. */
    public TaskCall<R> labels(Map<String, String> more) {
        requireNonNull(more, "more");
        return changed(options -> options.labels(more));
    }

    /**
     * Does not store the caller's name and context with the task; tasks that it enqueues do not receive them either.
     * For work that is not done on the caller's behalf, such as clean-up.
     */
    public TaskCall<R> withoutContext() {
        return changed(options -> options.withoutContext = true);
    }

    private TaskCall<R> changed(Consumer<CallOptions.Changes> change) {
        return new TaskCall<>(name, arguments, options.with(change));
    }
}
