package org.caraway;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends the running attempt and asks for another one; thrown by {@link TaskContext#retryIn(Duration)}. Let it pass: a task
 * that catches it goes on with its attempt and no retry happens.
 */
public final class RetryRequest extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** Asks for another attempt after {@code delay}, zero or more, because of {@code cause}, if there is one. */
    public RetryRequest(Duration delay, @Nullable Throwable cause) {
        super("The task asked to be run again in " + delay, cause);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("The delay of a retry must be zero or more, was " + delay);
        }
        this.delay = delay;
    }

    /** The wait before the next attempt, zero or more. */
    public Duration delay() {
        return delay;
    }
}
