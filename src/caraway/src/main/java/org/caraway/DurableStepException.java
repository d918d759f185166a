package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A durable step was refused for a reason that another attempt would meet again: its name is used twice, its value
 * cannot be stored, or the stored value cannot be read as the type that the code expects now. The task fails at once,
 * whatever it retries, and keeps its steps: when the reason is gone, {@link TaskHandle#retry()} goes on.
 */
public final class DurableStepException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the step, the reason and the fix. */
    public DurableStepException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
