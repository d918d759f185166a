package org.caraway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From when and until when a call may run; null stands for no bound. Immutable.
 *
 * @param delay how long after the enqueueing it may run, zero or more, by the database's clock; excludes {@code
 *     startAt}
 * @param startAt the instant from which it may run; excludes {@code delay}
 * @param expiresIn how long after the enqueueing it may still begin, more than zero, by the database's clock; excludes
 *     {@code expiresAt}
 * @param expiresAt the instant until which it may still begin; excludes {@code expiresIn}
 */
public record CallTiming(
        @Nullable Duration delay,
        @Nullable Instant startAt,
        @Nullable Duration expiresIn,
        @Nullable Instant expiresAt) {

    /** At once, and for as long as it takes. */
    public static final CallTiming NOW = new CallTiming(null, null, null, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what it may be
     */
    public CallTiming {
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("A task cannot start in " + delay + "; give a delay of zero or more");
        }
        if (delay != null && startAt != null) {
            throw new IllegalArgumentException("A call takes a delay or an instant to start at, not both");
        }
        if (expiresIn != null && (expiresIn.isNegative() || expiresIn.isZero())) {
            throw new IllegalArgumentException("A task cannot expire in " + expiresIn + "; give more than zero");
        }
        if (expiresIn != null && expiresAt != null) {
            throw new IllegalArgumentException("A call takes a duration or an instant to expire at, not both");
        }
        if (expiresIn != null && delay != null && expiresIn.compareTo(delay) <= 0) {
            throw new IllegalArgumentException("A task that starts in " + delay + " and expires in " + expiresIn
                    + " never runs; let it expire later than it starts");
        }
        if (expiresAt != null && startAt != null && !expiresAt.isAfter(startAt)) {
            throw new IllegalArgumentException("A task that starts at " + startAt + " and expires at " + expiresAt
                    + " never runs; let it expire later than it starts");
        }
    }

    CallTiming in(Duration value) {
        return new CallTiming(value, null, expiresIn, expiresAt);
    }

    CallTiming at(Instant value) {
        return new CallTiming(null, value, expiresIn, expiresAt);
    }

    CallTiming expiringIn(Duration value) {
        return new CallTiming(delay, startAt, value, null);
    }

    CallTiming expiringAt(Instant value) {
        return new CallTiming(delay, startAt, null, value);
    }
}
