package org.caraway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /** Runs no earlier than this long after it was enqueued, by the database's clock; zero or more. Replaces {@link #at}. */
    public TaskCall<R> in(Duration delay) {
        return with(options.withDelay(delay));
    }

    /** Runs no earlier than this instant; a past one means at once. Replaces {@link #in}. */
    public TaskCall<R> at(Instant start) {
        return with(options.withStartAt(start));
    }

    /** Stands in this queue instead of the definition's. */
    public TaskCall<R> queue(String queue) {
        return with(options.withQueue(queue));
    }

    /** Runs before calls of lower priority in its queue: 0 to 9. */
    public TaskCall<R> priority(int priority) {
        return with(options.withPriority(priority));
    }

    /** Sends a value along that {@link TaskContext#headers()} gives; at most 1,000 characters each. */
    public TaskCall<R> header(String key, String value) {
        return with(options.withHeader(key, value));
    }

    /** Marks the task so that listings can be filtered by it; at most 1,000 characters each. */
    public TaskCall<R> label(String key, String value) {
        return with(options.withLabel(key, value));
    }

    /**
     * Leaves the caller's name and context behind: nothing of it travels with the task, nor with those that it enqueues. For
     * work that is not done on the caller's behalf, such as clean-up.
     */
    public TaskCall<R> withoutContext() {
        return with(options.leavingContext());
    }

    private TaskCall<R> with(CallOptions changed) {
        return new TaskCall<>(name, arguments, changed);
    }
}
