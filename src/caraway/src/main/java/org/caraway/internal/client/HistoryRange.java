package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.caraway.CallTiming;

/** Checks the times of a request for history. Stateless. */
final class HistoryRange {

    private static final int STEPS_CAP = 2_000;

    private HistoryRange() {}

    /**
     * The first instant as a whole minute.
     *
     * @throws IllegalArgumentException if the step is not of whole minutes, or does not fit the times
     */
    static Instant checkedSince(Instant since, Instant until, Duration step) {
        CallTiming.checkInstant("begin", since);
        CallTiming.checkInstant("end", until);
        CallTiming.checkSpan("step", step);
        if (step.isNegative() || step.isZero() || !step.equals(step.truncatedTo(ChronoUnit.MINUTES))) {
            throw new IllegalArgumentException("Give a step of whole minutes, such as PT1M; was " + step);
        }
        if (!since.isBefore(until)) {
            throw new IllegalArgumentException("Give an end after " + since + "; was " + until);
        }
        Instant minute = since.truncatedTo(ChronoUnit.MINUTES);
        Duration span = Duration.between(minute, until);
        Duration before = span.minusNanos(1); // the last step may end with the span
        if (before.dividedBy(step) >= STEPS_CAP) {
            long least = before.dividedBy(Duration.ofMinutes(STEPS_CAP)) + 1;
            throw new IllegalArgumentException("These are more than " + STEPS_CAP + " steps of " + step
                    + "; give one of " + Duration.ofMinutes(least) + " or more, or a shorter time");
        }
        return minute;
    }
}
