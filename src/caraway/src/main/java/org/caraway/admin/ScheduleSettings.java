package org.caraway.admin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.caraway.CallTiming;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires, and what becomes of its fires. Immutable: each method returns changed settings.
 *
 * @param timing when it fires
 * @param startAt before which it does not fire, null for no limit
 * @param endAt after which it does not fire, null for no limit
 * @param maxRuns after how many runs it ends, at least 1; null for no limit
 * @param jitter by how much all its fires are shifted at most; by how much follows from its name, so that it never
 *     changes. Zero for not at all, at most a day
 * @param misfire what becomes of missed fires
 * @param catchUp how late a fire may be, null for the default of {@code misfire}
 * @param overlap what becomes of a fire while a run has not finished
 * @param pauseAfterFailures after how many failed runs in a row it is paused, 0 for never
 * @param except the names of the calendars whose times are left out, see {@link
 *     org.caraway.spi.ExclusionCalendar}; 500 characters together at most
 */
public record ScheduleSettings(
        Timing timing,
        @Nullable Instant startAt,
        @Nullable Instant endAt,
        @Nullable Long maxRuns,
        Duration jitter,
        Misfire misfire,
        @Nullable Duration catchUp,
        Overlap overlap,
        int pauseAfterFailures,
        Set<String> except) {

    private static final int MOST_FAILURES = 1_000;
    private static final int EXCEPT_CAP = 500;

    /** Checks the values. */
    public ScheduleSettings {
        requireNonNull(timing, "timing");
        requireNonNull(jitter, "jitter");
        requireNonNull(misfire, "misfire");
        requireNonNull(overlap, "overlap");
        except = Set.copyOf(except);
        except.forEach(ScheduleSettings::checkCalendar);
        if (String.join(",", except).length() > EXCEPT_CAP) {
            throw new IllegalArgumentException("The names of the calendars " + except + " have more than " + EXCEPT_CAP
                    + " characters together; use fewer calendars");
        }
        CallTiming.checkInstant("start", startAt);
        CallTiming.checkInstant("end", endAt);
        CallTiming.checkSpan("catch-up window", catchUp);
        if (maxRuns != null && maxRuns < 1) {
            throw new IllegalArgumentException("A schedule cannot have " + maxRuns + " runs; use 1 or more");
        }
        if (catchUp != null && catchUp.isNegative()) {
            throw new IllegalArgumentException("A catch-up window of " + catchUp + " is negative; use PT0S or more");
        }
        if (pauseAfterFailures < 0 || pauseAfterFailures > MOST_FAILURES) {
            throw new IllegalArgumentException("A schedule cannot be paused after " + pauseAfterFailures
                    + " failures; use 1 to " + MOST_FAILURES + ", or 0 for never");
        }
    }

    private static void checkCalendar(String name) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == ',' || Character.isWhitespace(c))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a calendar: use one without spaces and commas, such as holidays");
        }
    }

    /** Without limits, jitter, pauses or calendars, with {@link Misfire#ONCE} and {@link Overlap#ALLOW}. */
    public static ScheduleSettings of(Timing timing) {
        return new ScheduleSettings(
                timing, null, null, null, Duration.ZERO, Misfire.ONCE, null, Overlap.ALLOW, 0, Set.of());
    }

    /** Fires at other times. */
    public ScheduleSettings timing(Timing other) {
        return new ScheduleSettings(
                other, startAt, endAt, maxRuns, jitter, misfire, catchUp, overlap, pauseAfterFailures, except);
    }

    /** Fires not before the one instant and not after the other; null for no limit. */
    public ScheduleSettings between(@Nullable Instant start, @Nullable Instant end) {
        return new ScheduleSettings(
                timing, start, end, maxRuns, jitter, misfire, catchUp, overlap, pauseAfterFailures, except);
    }

    /** Ends after this many runs; null for no limit. */
    public ScheduleSettings maxRuns(@Nullable Long runs) {
        return new ScheduleSettings(
                timing, startAt, endAt, runs, jitter, misfire, catchUp, overlap, pauseAfterFailures, except);
    }

    /** Is shifted by at most this much. */
    public ScheduleSettings jitter(Duration most) {
        return new ScheduleSettings(
                timing, startAt, endAt, maxRuns, most, misfire, catchUp, overlap, pauseAfterFailures, except);
    }

    /** Handles missed fires like this; {@code null} for the policy's default window. */
    public ScheduleSettings misfire(Misfire policy, @Nullable Duration window) {
        return new ScheduleSettings(
                timing, startAt, endAt, maxRuns, jitter, policy, window, overlap, pauseAfterFailures, except);
    }

    /** Handles overlapping runs like this. */
    public ScheduleSettings overlap(Overlap policy) {
        return new ScheduleSettings(
                timing, startAt, endAt, maxRuns, jitter, misfire, catchUp, policy, pauseAfterFailures, except);
    }

    /** Is paused after this many failed runs in a row; 0 for never. */
    public ScheduleSettings pauseAfterFailures(int failures) {
        return new ScheduleSettings(
                timing, startAt, endAt, maxRuns, jitter, misfire, catchUp, overlap, failures, except);
    }

    /** Leaves out the times of these calendars; none for no calendar. */
    public ScheduleSettings except(String... calendars) {
        return new ScheduleSettings(
                timing,
                startAt,
                endAt,
                maxRuns,
                jitter,
                misfire,
                catchUp,
                overlap,
                pauseAfterFailures,
                Set.of(calendars));
    }
}
