package org.caraway;

import java.io.Serial;

/**
 * A task has waited for a signal for as long as it wanted to, and the signal was not sent; thrown by {@link
 * TaskContext#awaitSignal}. Each attempt that waits for the same signal gets this exception at once; so a task that
 * does not catch it fails without a retry.
 */
public final class SignalTimeoutException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With this message. */
    public SignalTimeoutException(String message) {
        super(message);
    }
}
