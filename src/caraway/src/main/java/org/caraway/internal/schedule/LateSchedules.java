package org.caraway.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.store.schedule.ScheduleFires;
import org.caraway.internal.store.schedule.ScheduleFires.Due;
import org.caraway.internal.store.schedule.ScheduleRow;

/**
 * Active schedules that have not run for three of their periods: three fires in a row did not run, or nobody has fired
 * it for two periods after it was due. Thread-safe; one loop looks.
 */
public final class LateSchedules {

    private static final Duration GAP = Duration.ofSeconds(15);
    private static final Duration STALE = Duration.ofMinutes(1);
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration WITHOUT_PERIOD = Duration.ofMinutes(1);
    private static final int FIRES = 3;
    private static final int CAP = 1_000;

    private final ScheduleFires fires;
    private final SchedulePlugins plugins;
    private volatile List<String> names = List.of();
    private volatile long lookedNanos = System.nanoTime();
    private long nextNanos = lookedNanos; // confined to the loop

    LateSchedules(ScheduleFires fires, SchedulePlugins plugins) {
        this.fires = fires;
        this.plugins = plugins;
    }

    /** Looks again if fifteen seconds have passed. */
    void look() {
        if (nextNanos - System.nanoTime() <= 0) {
            lookNow();
        }
        lookedNanos = System.nanoTime();
    }

    void lookNow() {
        Due late = fires.late(FIRES, CAP);
        names = late.rows().stream()
                .filter(row -> isLate(row, late.now()))
                .map(ScheduleRow::name)
                .sorted()
                .toList();
        nextNanos = System.nanoTime() + GAP.toNanos();
    }

    private boolean isLate(ScheduleRow row, Instant now) {
        Instant due = row.status().nextAt();
        return row.status().firesWithoutRun() >= FIRES
                || (due != null && due.plus(tolerance(row, due)).isBefore(now));
    }

    private Duration tolerance(ScheduleRow row, Instant due) {
        Duration two = period(row, due).multipliedBy(FIRES - 1L);
        return two.compareTo(LEAST) < 0 ? LEAST : two;
    }

    private Duration period(ScheduleRow row, Instant due) {
        try {
            return StoredSchedule.of(row, plugins)
                    .timetable()
                    .next(due)
                    .map(next -> Duration.between(due, next))
                    .orElse(WITHOUT_PERIOD);
        } catch (IllegalArgumentException wrong) { // a SQL client's; the next round parks it
            return WITHOUT_PERIOD;
        }
    }

    /** Their names, at most a thousand; absent if the loop of this node has not run for a minute. */
    public Optional<List<String>> names() {
        return System.nanoTime() - lookedNanos > STALE.toNanos() ? Optional.empty() : Optional.of(names);
    }
}
