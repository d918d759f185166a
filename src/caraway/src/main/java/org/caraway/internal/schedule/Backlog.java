package org.caraway.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.schedule.time.Timetable;
import org.jspecify.annotations.Nullable;

/**
 * The fires whose time has come: the latest of them if there are many. Immutable.
 *
 * @param fires at most a thousand, the earliest first
 * @param leftOutFrom the first of those before them, null if all are there
 */
record Backlog(List<Instant> fires, @Nullable Instant leftOutFrom) {

    static final int CAP = 1_000;

    /**
     * The fires from this one until now; the first is due, also if the timetable has been changed meanwhile. If there
     * are too many, the earlier half of the time is left out, until the rest is short enough: so a schedule of
     * seconds costs no more after two weeks than one of hours.
     */
    static Backlog of(Timetable timetable, Instant first, Instant now) {
        Instant from = first;
        while (true) {
            List<Instant> fires = from(timetable, from, now, from.equals(first));
            if (fires.size() <= CAP) {
                return new Backlog(fires, from.equals(first) ? null : first);
            }
            from = from.plus(Duration.between(from, now).dividedBy(2));
        }
    }

    /** At most one more than the cap. */
    private static List<Instant> from(Timetable timetable, Instant from, Instant now, boolean included) {
        List<Instant> fires = new ArrayList<>();
        if (included) {
            fires.add(from);
        }
        Optional<Instant> fire = timetable.next(included ? from : from.minusNanos(1));
        while (fire.isPresent() && !fire.get().isAfter(now) && fires.size() <= CAP) {
            fires.add(fire.get());
            fire = timetable.next(fire.get());
        }
        return fires;
    }
}
