package org.caraway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The earliest start and the expiry of a call; null means no limit. Immutable.
 *
 * <p>No duration is longer than {@link #LONGEST}, and no instant is outside of {@link #EARLIEST} and {@link #LATEST},
 * here and in all other places: every database can store these values, and add a duration to an instant. Fractions of
 * microseconds are dropped when they are stored.
 *
 * @param delay the time from the enqueueing to the earliest start, zero or more, by the database's clock; excludes
 *     {@code startAt}
 * @param startAt the instant of the earliest start; excludes {@code delay}
 * @param expiresIn the time from the enqueueing until no attempt begins any more, more than zero, by the database's
 *     clock; excludes {@code expiresAt}
 * @param expiresAt the instant after which no attempt begins; excludes {@code expiresIn}
 */
public record CallTiming(
        @Nullable Duration delay,
        @Nullable Instant startAt,
        @Nullable Duration expiresIn,
        @Nullable Instant expiresAt) {

    /** The longest duration: 36,500 days, a hundred years. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    /** The earliest instant: the beginning of 1970 in UTC. */
    public static final Instant EARLIEST = Instant.EPOCH;

    /** The latest instant: the last microsecond of the year 9999 in UTC. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** Due immediately, without expiry. */
    public static final CallTiming NOW = new CallTiming(null, null, null, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with the value and its valid range
     */
    public CallTiming {
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("A task cannot start in " + delay + "; give a delay of zero or more");
        }
        checkSpan("delay", delay);
        checkSpan("expiry", expiresIn);
        checkInstant("start", startAt);
        checkInstant("expiry", expiresAt);
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

    /**
     * Returns a span of time if it is one of at most {@link #LONGEST}, or null; negative ones are not refused.
     *
     * @param what what it is, for the message: "delay"
     * @throws IllegalArgumentException naming the span and the longest one
     */
    public static @Nullable Duration checkSpan(String what, @Nullable Duration span) {
        if (span != null && span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The " + what + " of " + span + " is too long; use P36500D, a hundred years, or less");
        }
        return span;
    }

    /**
     * Returns an instant if it is neither before {@link #EARLIEST} nor after {@link #LATEST}, or null.
     *
     * @param what what it is, for the message: "start"
     * @throws IllegalArgumentException naming the instant and what it may be
     */
    public static @Nullable Instant checkInstant(String what, @Nullable Instant instant) {
        if (instant != null && (instant.isBefore(EARLIEST) || instant.isAfter(LATEST))) {
            throw new IllegalArgumentException(
                    "The " + what + " " + instant + " is out of range; use " + EARLIEST + " to " + LATEST);
        }
        return instant;
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
