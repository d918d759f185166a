package org.caraway.internal.schedule.time;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.caraway.admin.Timing;
import org.jspecify.annotations.Nullable;

/** Makes timetables of what schedules say. Stateless. */
public final class Timetables {

    private static final Duration LONGEST_JITTER = Duration.ofDays(1);

    private Timetables() {}

    /**
     * The timetable of a schedule. That of {@link Timing.Kind#DELAY} counts from the instant that it is given, which
     * has to be the end of a run.
     *
     * @param seed the schedule's name, from which {@code H} and the jitter follow
     * @param jitter by how much all fires are shifted at most, zero for none, at most a day
     * @param startAt before which it does not fire, null for no limit
     * @param endAt after which it does not fire, null for no limit
     * @throws IllegalArgumentException with what is wrong, its value and an example
     */
    public static Timetable of(
            Timing timing, String seed, Duration jitter, @Nullable Instant startAt, @Nullable Instant endAt) {
        return within(of(timing, seed), seed, jitter, startAt, endAt);
    }

    /**
     * This timetable with jitter and bounds, as {@link #of}.
     *
     * @throws IllegalArgumentException with what is wrong, its value and an example
     */
    public static Timetable within(
            Timetable timetable, String seed, Duration jitter, @Nullable Instant startAt, @Nullable Instant endAt) {
        if (startAt != null && endAt != null && !startAt.isBefore(endAt)) {
            throw new IllegalArgumentException("The schedule starts at " + startAt + " and ends at " + endAt
                    + ", so that it never fires; let it end later");
        }
        return bounded(shifted(timetable, seed, jitter), startAt, endAt);
    }

    private static Timetable of(Timing timing, String seed) {
        return switch (timing.kind()) {
            case CRON -> CronTimetable.of(timing.expression(), timing.zone(), seed);
            case EVERY -> interval(timing.expression());
            case DELAY -> delay(timing.expression());
            case AT -> once(timing.expression());
            case SOLAR -> SolarTimetable.parse(timing.expression());
            case CUSTOM ->
                throw new IllegalArgumentException("Only a running application knows when '" + timing.expression()
                        + "' fires. This is a bug in Caraway.");
        };
    }

    /** The time between two runs. */
    public static Duration delayOf(Timing timing) {
        Duration delay = duration(timing.expression());
        IntervalTimetable.checkStep(delay);
        return delay;
    }

    private static Timetable interval(String expression) {
        int plus = expression.indexOf('+');
        return plus < 0
                ? new IntervalTimetable(duration(expression), Duration.ZERO)
                : new IntervalTimetable(
                        duration(expression.substring(0, plus)), duration(expression.substring(plus + 1)));
    }

    private static Timetable delay(String expression) {
        Duration delay = duration(expression);
        IntervalTimetable.checkStep(delay);
        return after -> Optional.of(after.plus(delay));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text.trim());
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration; write ISO-8601 text such as PT30S or PT1H", unreadable);
        }
    }

    private static Timetable once(String text) {
        try {
            Instant instant = Instant.parse(text.trim());
            return after -> instant.isAfter(after) ? Optional.of(instant) : Optional.empty();
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no instant; write ISO-8601 text such as 2027-03-01T08:00:00Z", unreadable);
        }
    }

    private static Timetable shifted(Timetable timetable, String seed, Duration jitter) {
        if (jitter.isNegative() || jitter.compareTo(LONGEST_JITTER) > 0) {
            throw new IllegalArgumentException("The jitter " + jitter + " is out of range; use PT0S to PT24H");
        }
        if (jitter.toMillis() == 0) {
            return timetable;
        }
        Duration shift = Duration.ofMillis(new StableHash(seed).below(jitter.toMillis()));
        return after -> timetable.next(after.minus(shift)).map(fire -> fire.plus(shift));
    }

    private static Timetable bounded(Timetable timetable, @Nullable Instant startAt, @Nullable Instant endAt) {
        return after -> {
            Instant from = startAt == null || !after.isBefore(startAt) ? after : startAt.minusNanos(1);
            return timetable.next(from).filter(fire -> endAt == null || !fire.isAfter(endAt));
        };
    }
}
