package org.caraway.internal.schedule.time;

import static java.time.Instant.EPOCH;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Instants in equal steps of real time, counted from the beginning of 1970 in UTC plus an offset, so that every node
 * and every restart finds the same. Immutable.
 *
 * @param step at least a second, whole milliseconds
 * @param offset zero or more, less than the step
 */
record IntervalTimetable(Duration step, Duration offset) implements Timetable {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(3_660);

    /** Checks the values. */
    IntervalTimetable {
        checkStep(step);
        if (offset.isNegative() || offset.compareTo(step) >= 0) {
            throw new IllegalArgumentException(
                    "The offset " + offset + " is not within the interval; use PT0S or more, and less than " + step);
        }
    }

    static void checkStep(Duration step) {
        if (step.compareTo(LEAST) < 0 || step.compareTo(MOST) > 0 || step.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("The interval " + step
                    + " is out of range; use PT1S to P3660D, in whole milliseconds, such as PT30S or PT1H");
        }
    }

    @Override
    public Optional<Instant> next(Instant after) {
        long stepMillis = step.toMillis();
        long offsetMillis = offset.toMillis();
        long steps = Math.floorDiv(after.toEpochMilli() - offsetMillis, stepMillis) + 1;
        return Optional.of(EPOCH.plusMillis(steps * stepMillis + offsetMillis));
    }
}
