package org.caraway;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/**
 * Ends the task without a result, because there is nothing to do; thrown by {@link TaskContext#ignore}. Do not catch
 * it.
 */
public final class IgnoreRequest extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** For this reason. */
    public IgnoreRequest(String reason) {
        super(requireNonNull(reason, "reason"));
    }
}
