package org.caraway;

import java.io.Serial;
import java.time.Duration;

/**
 * Ends the running attempt until a signal is sent or a time has come; thrown by {@link TaskContext#awaitSignal} and
 * {@link TaskContext#sleep}. Do not catch it, as with {@link RetryRequest}.
 */
public final class ParkRequest extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String awaits;
    private final Duration longest;

    /**
     * Requests another attempt when what it awaits has come.
     *
     * @param awaits what the task waits for, as {@link TaskView#awaits()} shows it
     * @param longest how long it waits at most, from the first attempt on that waits for this
     */
    public ParkRequest(String awaits, Duration longest) {
        super("The task waits for " + awaits + ", for " + longest + " at most");
        this.awaits = awaits;
        this.longest = longest;
    }

    /** What the task waits for. */
    public String awaits() {
        return awaits;
    }

    /** How long it waits at most, from the first attempt on that waits for this. */
    public Duration longest() {
        return longest;
    }
}
