package org.caraway;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends the running attempt and requests another one; thrown by {@link TaskContext#retryIn(Duration)} and {@link
 * TaskContext#retry(Throwable)}. Do not catch it: a task that catches it continues its attempt and is not retried.
 * {@link Task#retryFor()} never applies to it, so that a retry is not counted twice.
 */
public final class RetryRequest extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration delay;

    /**
     * Requests another attempt after {@code delay}, zero or more, or null for the delay of the definition, because of
     * {@code cause}, if there is one.
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

    /** The wait before the next attempt, zero or more; absent for the delay of the definition. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }
}
