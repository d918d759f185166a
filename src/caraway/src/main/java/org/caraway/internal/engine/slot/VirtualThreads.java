package org.caraway.internal.engine.slot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs each job on a new virtual thread, in the context of the application. Thread-safe. Virtual threads exist since
 * Java 21, and in Jakarta Concurrency since 3.1: until Caraway requires both versions, it calls them by reflection.
 */
public final class VirtualThreads implements Executor {

    private static final @Nullable MethodHandle START = find();

    private final UnaryOperator<Runnable> contextual;

    /** Runs each job in a context that this function captures on the submitting thread. */
    public VirtualThreads(UnaryOperator<Runnable> contextual) {
        this.contextual = contextual;
    }

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (NoSuchMethodException | IllegalAccessException olderJava) {
            return null; // of 19 and 20 it is a preview, and asks for --enable-preview when it is called
        }
    }

    /** Whether this Java version has virtual threads. */
    public static boolean available() {
        return START != null && Runtime.version().feature() >= 21;
    }

    @Override
    public void execute(Runnable job) {
        MethodHandle start = START;
        if (start == null || !available()) {
            throw new RejectedExecutionException("Virtual threads need Java 21 or newer; this is Java "
                    + Runtime.version().feature());
        }
        Runnable inContext = contextual.apply(job);
        try {
            Thread started = (Thread) start.invokeExact(inContext);
            assert started.isDaemon(); // as all virtual threads are: none keeps the server from ending
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable undeclared) {
            throw new IllegalStateException("A virtual thread could not be started", undeclared);
        }
    }
}
