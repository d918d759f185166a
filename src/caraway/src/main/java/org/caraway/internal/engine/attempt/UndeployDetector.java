package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.WARNING;

import java.util.function.BooleanSupplier;
import org.caraway.internal.lifecycle.Causes;

/**
 * Whether the application is being taken away while its tasks still run. Thread-safe.
 *
 * <p>A server that ends may delete an application's files, or close its class loader, before it has told the worker to
 * stop: Payara Micro's shutdown hook deletes the folder into which it has unpacked the WAR. From then on every class
 * that was not used before is missing, and each task that needs one would fail, one after another, for nothing that it
 * did. Such an attempt is lost, not failed, and the worker begins no other.
 */
public final class UndeployDetector {

    private static final System.Logger LOG = System.getLogger(UndeployDetector.class.getName());

    private final BooleanSupplier workerStops;
    private final BooleanSupplier stops;
    private volatile boolean noticed;

    /** Tells by itself when the JVM ends; {@code stops} tells when the worker does. */
    public static UndeployDetector of(BooleanSupplier stops) {
        return new UndeployDetector(stops, () -> stops.getAsBoolean() || machineStops());
    }

    UndeployDetector(BooleanSupplier stops) {
        this(stops, stops);
    }

    private UndeployDetector(BooleanSupplier workerStops, BooleanSupplier stops) {
        this.workerStops = workerStops;
        this.stops = stops;
    }

    /** Whether this was thrown because the application's classes are gone. */
    boolean explains(Throwable failure) {
        boolean gone = missesClass(failure) && stops.getAsBoolean();
        if (gone && !noticed) {
            noticed = true;
            LOG.log(
                    WARNING,
                    "The server ends and has taken classes of the application away; tasks that run into that run again elsewhere, and"
                            + " no other begins here",
                    failure);
        }
        return gone;
    }

    /** Whether the worker stops, and so claims nothing any more; the JVM may begin to stop before. */
    public boolean stopRequested() {
        return workerStops.getAsBoolean();
    }

    /** Whether no other attempt is to begin. */
    public boolean noticed() {
        return noticed;
    }

    private static boolean missesClass(Throwable failure) {
        return Causes.of(failure).stream()
                .anyMatch(cause -> cause instanceof LinkageError || cause instanceof ClassNotFoundException);
    }

    /** A machine that runs its shutdown hooks lets none be removed, and has no other way to tell. */
    private static boolean machineStops() {
        try {
            Runtime.getRuntime().removeShutdownHook(Thread.currentThread());
            return false;
        } catch (IllegalStateException stops) {
            return true;
        }
    }
}
