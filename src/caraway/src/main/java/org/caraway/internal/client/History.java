package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Checks what is asked about the past. Stateless. */
final class History {

    private static final int STEPS_CAP = 2_000;
    private static final long SECONDS_PER_MINUTE = 60;

    private History() {}

    /**
     * The first instant as a whole minute.
     *
     * @throws IllegalArgumentException if the step is not of whole minutes, or does not fit the times
     */
    static Instant checkedSince(Instant since, Instant until, Duration step) {
        if (step.isNegative() || step.isZero() || !step.equals(step.truncatedTo(ChronoUnit.MINUTES))) {
            throw new IllegalArgumentException("Give a step of whole minutes, such as PT1M; was " + step);
        }
        if (!since.isBefore(until)) {
            throw new IllegalArgumentException("Give an end after " + since + "; was " + until);
        }
        Instant minute = since.truncatedTo(ChronoUnit.MINUTES);
        Duration span = Duration.between(minute, until);
        if (span.dividedBy(step) >= STEPS_CAP) {
            long least = span.toSeconds() / STEPS_CAP / SECONDS_PER_MINUTE + 1;
            throw new IllegalArgumentException("These are more than " + STEPS_CAP + " steps of " + step
                    + "; give one of " + Duration.ofMinutes(least) + " or more, or a shorter time");
        }
        return minute;
    }
}
