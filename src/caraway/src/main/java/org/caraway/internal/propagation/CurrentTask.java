package org.caraway.internal.propagation;

import java.util.Optional;
import java.util.function.Supplier;
import org.caraway.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that the current thread works for. Thread-safe: each thread sees its own.
 *
 * <p>The engine enters before and leaves after each attempt, always in a {@code finally}; the client asks for it to
 * note which task enqueued another, and with which context it came. {@link TaskThreadContext} takes it along to other
 * threads.
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
     * Lets what is enqueued on this thread carry on this context until {@link #leave()}, without being a task's child.
     */
    public static void inherit(CallerContext context) {
        CURRENT.set(new Entered(null, context));
    }

    /** Ends what {@link #enter} or {@link #inherit} began; without it, does nothing. */
    public static void leave() {
        CURRENT.remove();
    }

    /** Does something for this attempt, and works for what it worked for before again afterwards. */
    public static <T> T inside(TaskContext task, CallerContext context, Supplier<T> work) {
        Entered before = exchange(new Entered(task, context));
        try {
            return work.get();
        } finally {
            exchange(before);
        }
    }

    /** Does something of Caraway's own that must not be taken for the task's. */
    public static void outside(Runnable work) {
        Entered before = exchange(null);
        try {
            work.run();
        } finally {
            exchange(before);
        }
    }

    /** What the current thread works for, null outside of tasks. */
    static @Nullable Entered entered() {
        return CURRENT.get();
    }

    /** Makes this what the current thread works for, nothing if null, and returns what it was. */
    static @Nullable Entered exchange(@Nullable Entered next) {
        Entered before = CURRENT.get();
        if (next == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(next);
        }
        return before;
    }

    /** An attempt, or what follows one, with what came with it. Immutable. */
    record Entered(@Nullable TaskContext task, CallerContext context) {}
}
