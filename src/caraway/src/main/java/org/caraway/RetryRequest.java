package org.caraway;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the running attempt and asks for another one; thrown by {@link TaskContext#retryIn(Duration)} and {@link
 * TaskContext#retry(Throwable)}. Let it pass: a task that catches it goes on with its attempt and no retry happens. It
 * is no failure to {@link Task#retryFor()}, whatever that lists, so that nothing counts twice.
 */
public final class RetryRequest extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration delay;

    /**
     * Asks for another attempt after {@code delay}, zero or more, or null for as long as the definition says, because
     * of {@code cause}, if there is one.
     *
     * @throws IllegalArgumentException if the delay is negative, or longer than {@link CallTiming#LONGEST}
     */
    public RetryRequest(@Nullable Duration delay, @Nullable Throwable cause) {
        super("The task asked to be run again" + (delay == null ? "" : " in " + delay), cause);
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("The delay of a retry must be zero or more, was " + delay);
        }
        this.delay = CallTiming.checkSpan("delay of a retry", delay);
    }

    /** The wait before the next attempt, zero or more; absent for as long as the definition says. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }
}
