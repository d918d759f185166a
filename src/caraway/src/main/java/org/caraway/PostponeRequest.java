package org.caraway;

import java.io.Serial;
import java.time.Duration;

/**
 * Ends the running attempt and requests another one without using up a retry; thrown by {@link TaskContext#postpone}.
 * Do not catch it, as with {@link RetryRequest}.
 */
public final class PostponeRequest extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /**
     * Requests another attempt after {@code delay}, zero or more.
     *
     * @throws IllegalArgumentException if it is negative, or longer than {@link CallTiming#LONGEST}
     */
    public PostponeRequest(Duration delay) {
        super("The task asked to be run in " + delay);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A task cannot be postponed by " + delay + "; use zero or more");
        }
        CallTiming.checkSpan("delay", delay);
        this.delay = delay;
    }

    /** The wait before the next attempt, zero or more. */
    public Duration delay() {
        return delay;
    }
}
