package org.caraway.internal.propagation;

import java.util.Optional;
import java.util.function.Supplier;
import org.caraway.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that the current thread works for. Thread-safe: each thread has its own. The engine enters before and
 * leaves after each attempt, always in a {@code finally}. The client reads it to record the parent of a new task and to
 * inherit its context. {@link TaskThreadContext} propagates it to other threads.
 */
public final class CurrentTask {

    private static final ThreadLocal<@Nullable Entered> CURRENT = new ThreadLocal<>();

    private CurrentTask() {}

    /** The current thread's attempt, absent outside of tasks. */
    public static Optional<TaskContext> find() {
        Entered entered = CURRENT.get();
        return entered == null ? Optional.empty() : Optional.ofNullable(entered.task());
    }

    /**
     * The caller context of tasks that are enqueued on this thread, absent outside of attempts and their completion.
     */
    public static Optional<CallerContext> callerContext() {
        Entered entered = CURRENT.get();
        return entered == null ? Optional.empty() : Optional.of(entered.context());
    }

    /** Makes this the current thread's attempt until {@link #leave()}. */
    public static void enter(TaskContext task, CallerContext context) {
        CURRENT.set(new Entered(task, context));
    }

    /**
     * Lets tasks that are enqueued on this thread inherit this context until {@link #leave()}, without a parent task.
     */
    public static void inherit(CallerContext context) {
        CURRENT.set(new Entered(null, context));
    }

    /** Ends {@link #enter} or {@link #inherit}; without them, does nothing. */
    public static void leave() {
        CURRENT.remove();
    }

    /** Runs work for this attempt, and restores the thread's former attempt afterwards. */
    public static <T> T inside(TaskContext task, CallerContext context, Supplier<T> work) {
        Entered before = exchange(new Entered(task, context));
        try {
            return work.get();
        } finally {
            exchange(before);
        }
    }

    /** Runs work of Caraway itself, outside of the current task. */
    public static void outside(Runnable work) {
        Entered before = exchange(null);
        try {
            work.run();
        } finally {
            exchange(before);
        }
    }

    /** The current thread's attempt and context, null outside of tasks. */
    static @Nullable Entered entered() {
        return CURRENT.get();
    }

    /** Replaces the current thread's attempt and context, null for none, and returns the former ones. */
    static @Nullable Entered exchange(@Nullable Entered next) {
        Entered before = CURRENT.get();
        if (next == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(next);
        }
        return before;
    }

    /** An attempt, or null during its completion, and the task's context. Immutable. */
    record Entered(@Nullable TaskContext task, CallerContext context) {}
}
