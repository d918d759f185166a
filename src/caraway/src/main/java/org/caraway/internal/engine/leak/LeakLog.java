package org.caraway.internal.engine.leak;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.caraway.internal.observation.TaskFacts;
import org.jspecify.annotations.Nullable;

/**
 * Logs the leftovers of attempts on their threads, one line for each attempt. Thread-safe. A task usually leaves the
 * same things each time: the same leak is logged once a minute, with the number of suppressed lines.
 */
public final class LeakLog {

    private static final System.Logger LOG = System.getLogger(LeakLog.class.getName());
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int CAP = 1_000; // then it begins anew

    private final LongSupplier nanoTime;
    private final ConcurrentMap<Leak, Said> said = new ConcurrentHashMap<>();

    /** Leftovers of these kinds by a task of this name. */
    private record Leak(String task, String kinds) {

        /** Written out, as the virtual machine would keep the class of a record whose own it makes (JDK-8078641). */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Leak leak && task.equals(leak.task) && kinds.equals(leak.kinds);
        }

        @Override
        public int hashCode() {
            return 31 * task.hashCode() + kinds.hashCode();
        }
    }

    /**
     * The last log line of a leak.
     *
     * @param nanos the time of the line
     * @param unsaid the number of suppressed lines since then
     * @param before the number of suppressed lines before it
     */
    private record Said(long nanos, int unsaid, int before) {}

    /** With this monotonic clock. */
    public LeakLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs the leftovers, unless there are none, or the same leak was just logged. */
    public void report(TaskFacts attempt, List<LeakKind> leftovers) {
        if (leftovers.stream().noneMatch(LeakKind::certain)) {
            reportUncertain(attempt, leftovers);
            return;
        }
        if (said.size() >= CAP) {
            said.clear();
        }
        String kinds = leftovers.stream()
                .filter(LeakKind::certain)
                .map(LeakKind::kind)
                .distinct()
                .collect(joining(", "));
        long now = nanoTime.getAsLong();
        Said last = said.merge(new Leak(attempt.name(), kinds), new Said(now, 0, 0), (old, fresh) -> after(old, now));
        if (last.unsaid() == 0) {
            LOG.log(
                    WARNING,
                    () -> text(attempt, leftovers)
                            + (last.before() == 0
                                    ? ""
                                    : ". So did " + last.before() + " attempts since this was last logged"));
        }
    }

    /** The line does not name the application as the cause, because it may be the server. */
    private static void reportUncertain(TaskFacts attempt, List<LeakKind> leftovers) {
        if (!leftovers.isEmpty()) {
            LOG.log(DEBUG, () -> text(attempt, leftovers));
        }
    }

    private static String text(TaskFacts attempt, List<LeakKind> leftovers) {
        return attempt + " left behind: "
                + leftovers.stream().map(LeakKind::text).distinct().collect(joining(", ")) + "; all undone";
    }

    private static Said after(Said old, long now) {
        return now - old.nanos() < SILENCE_NANOS
                ? new Said(old.nanos(), old.unsaid() + 1, 0)
                : new Said(now, 0, old.unsaid());
    }
}
