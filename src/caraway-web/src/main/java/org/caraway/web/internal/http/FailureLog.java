package org.caraway.web.internal.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs the failures of requests that only an operator can fix: those of one kind once a minute, with the number of the
 * others. In an outage each request fails, and each stack trace would say the same. Thread-safe.
 */
@ApplicationScoped
public class FailureLog {

    private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int KINDS_CAP = 100;
    private static final String OTHERS = "others";

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    // guarded by the lock:
    private final Map<String, Kind> kinds = new HashMap<>();

    /** Since when one kind is silent, and how many failures of it were not logged since. */
    private static final class Kind {
        private long silentFrom;
        private long unlogged;
    }

    /** With the clock of the system. */
    public FailureLog() {
        this(System::nanoTime);
    }

    FailureLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs this failure of a request, unless one of its kind was logged within the last minute. */
    public void log(Problem problem, RuntimeException thrown) {
        if (thrown instanceof Refusal) {
            return;
        }
        @Nullable
        String what =
                switch (problem.code()) {
                    case "unavailable" -> "The database was unavailable during a request";
                    case "result-unavailable" -> "A result could not be read in a request";
                    case "internal-error" -> "The server failed during a request";
                    default -> null;
                };
        if (what == null) {
            return;
        }
        long unlogged = due(kindOf(problem, thrown));
        if (unlogged >= 0) {
            Level level = problem.status() == 500 ? Level.ERROR : Level.WARNING;
            String others = unlogged == 0 ? "" : ", as during " + unlogged + " more since the last line of this kind";
            LOG.log(level, what + others, thrown);
        }
    }

    /** Different failures of the server are different kinds: one must not hide the other. */
    private static String kindOf(Problem problem, RuntimeException thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        boolean outage = problem.status() == 503;
        return outage || trace.length == 0
                ? problem.code()
                : problem.code() + " " + thrown.getClass().getName() + " " + trace[0];
    }

    /** How many failures of this kind were not logged, if it is time for a line; otherwise -1. */
    long due(String name) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            @Nullable Kind kind = kinds.get(name);
            if (kind == null && kinds.size() >= KINDS_CAP) {
                kind = kinds.get(OTHERS);
            }
            if (kind == null) {
                kind = new Kind();
                kind.silentFrom = now;
                kinds.put(kinds.size() >= KINDS_CAP ? OTHERS : name, kind);
                return 0;
            }
            if (now - kind.silentFrom < SILENCE_NANOS) {
                kind.unlogged++;
                return -1;
            }
            long unlogged = kind.unlogged;
            kind.silentFrom = now;
            kind.unlogged = 0;
            return unlogged;
        } finally {
            lock.unlock();
        }
    }
}
