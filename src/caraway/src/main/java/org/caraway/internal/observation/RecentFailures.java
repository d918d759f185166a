package org.caraway.internal.observation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which failures of which tasks have been logged with their stack trace within the last minute: a task that fails a
 * thousand times for one reason needs that once. Thread-safe.
 */
final class RecentFailures {

    private static final long MEMORY_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int KINDS_CAP = 1_000;

    private final LongSupplier nanoTime;
    private final Map<Kind, Long> logged = new ConcurrentHashMap<>();

    RecentFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Failures that are one kind. Immutable. */
    private record Kind(String task, String errorType) {}

    /** Whether the trace of a failure with this type is to be logged; it counts as logged then. */
    boolean isNew(String task, String errorType) {
        long now = nanoTime.getAsLong();
        if (logged.size() >= KINDS_CAP) {
            logged.clear();
        }
        Long entered = logged.compute(
                new Kind(task, errorType),
                (kind, before) -> before == null || now - before >= MEMORY_NANOS ? Long.valueOf(now) : before);
        return entered == now;
    }
}
