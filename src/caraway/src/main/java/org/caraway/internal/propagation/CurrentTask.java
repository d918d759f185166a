package org.caraway.internal.propagation;

import java.util.Optional;
import org.caraway.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that runs on the current thread. Thread-safe: each thread sees its own.
 *
 * <p>The engine enters before and leaves after each attempt, always in a {@code finally}; the client asks for it to note
 * which task enqueued another.
 */
public final class CurrentTask {

    private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

    private CurrentTask() {}

    /** The current thread's attempt, absent outside of tasks. */
    public static Optional<TaskContext> find() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Makes this the current thread's attempt until {@link #leave()}. */
    public static void enter(TaskContext context) {
        CURRENT.set(context);
    }

    /** Ends what {@link #enter} began; without it, does nothing. */
    public static void leave() {
        CURRENT.remove();
    }
}
