package org.caraway.internal.observation;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.caraway.internal.lifecycle.FailureLog;
import org.jspecify.annotations.Nullable;

/**
 * Logs lines of one kind at most once a minute; the next line says how many were left out. Thread-safe. For what can
 * happen to each of many tasks at once, such as an outage. The lines that are left out are logged at DEBUG.
 */
public final class RepeatedLog {

    private static final Duration GAP = Duration.ofMinutes(1);

    private final System.Logger logger;
    private final System.Logger.Level level;
    private final LongSupplier clockNanos;
    private final AtomicLong leftOut = new AtomicLong();
    private final AtomicLong nextNanos;

    /** @param level of the lines that are not left out */
    public RepeatedLog(System.Logger logger, System.Logger.Level level) {
        this(logger, level, System::nanoTime);
    }

    RepeatedLog(System.Logger logger, System.Logger.Level level, LongSupplier clockNanos) {
        this.logger = logger;
        this.level = level;
        this.clockNanos = clockNanos;
        nextNanos = new AtomicLong(clockNanos.getAsLong());
    }

    /** Logs the line, or counts it. */
    public void log(Supplier<String> text) {
        log(text, null);
    }

    /** Logs the line with the exception, or counts it; the exception may be of the application. */
    public void log(Supplier<String> text, @Nullable Throwable failure) {
        long now = clockNanos.getAsLong();
        long next = nextNanos.get();
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + GAP.toNanos())) {
            leftOut.incrementAndGet();
            logger.log(DEBUG, text);
            return;
        }
        long count = leftOut.getAndSet(0);
        String line = count == 0 ? text.get() : text.get() + " (" + count + " more like this since the last such line)";
        FailureLog.log(logger, level, line, failure);
    }
}
