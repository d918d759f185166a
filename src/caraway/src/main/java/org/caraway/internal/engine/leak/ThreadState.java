package org.caraway.internal.engine.leak;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a thread before an attempt, which can be restored. Confined to its thread.
 *
 * <p>The next attempt on the thread may belong to another tenant, and the thread itself returns to a pool of the server
 * when the worker stops. Clean attempts cost a few comparisons.
 */
public final class ThreadState {

    private final Thread thread;
    private final int priority;
    private final @Nullable ClassLoader classLoader;
    private final UncaughtExceptionHandler handler;
    private final ThreadVariables variables;

    private ThreadState(Thread thread) {
        this.thread = thread;
        this.priority = thread.getPriority();
        this.classLoader = thread.getContextClassLoader();
        this.handler = thread.getUncaughtExceptionHandler();
        this.variables = ThreadVariables.ofThisThread();
    }

    /** The current thread as it is now. */
    public static ThreadState remember() {
        return new ThreadState(Thread.currentThread());
    }

    /**
     * Restores the thread, and adds the differences to {@code leftovers}. The interrupt is cleared first, because it
     * would disturb the rest.
     *
     * @param name the thread's name to restore; Caraway itself changes it around the method
     */
    @SuppressWarnings("ThreadPriorityCheck")
    public // puts back what the application changed
    void restore(String name, List<LeakKind> leftovers) {
        if (Thread.interrupted()) {
            leftovers.add(LeakKind.INTERRUPT);
        }
        if (!thread.getName().equals(name)) {
            leftovers.add(LeakKind.of("thread name", "thread name '" + thread.getName() + "'"));
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            leftovers.add(LeakKind.of("thread priority", "thread priority " + thread.getPriority()));
            thread.setPriority(priority);
        }
        if (thread.getContextClassLoader() != classLoader) {
            leftovers.add(LeakKind.of(
                    "context class loader", "context class loader " + named(thread.getContextClassLoader())));
            thread.setContextClassLoader(classLoader);
        }
        if (thread.getUncaughtExceptionHandler() != handler) {
            leftovers.add(LeakKind.of(
                    "uncaught exception handler",
                    "uncaught exception handler " + named(thread.getUncaughtExceptionHandler())));
            // without a handler of its own, a thread names its group
            thread.setUncaughtExceptionHandler(handler == thread.getThreadGroup() ? null : handler);
        }
    }

    /** Removes new variables, and adds them to {@code leftovers}. */
    public void removeVariables(List<LeakKind> leftovers) {
        variables.removeNew(leftovers);
    }

    /** Without its {@code toString}: the text of a web application's class loader fills a page. */
    private static String named(@Nullable Object object) {
        return object == null
                ? "null"
                : object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
    }
}
