package org.caraway;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Why a task failed, as text: the class is never loaded again, so that an old failure stays readable. Immutable.
 *
 * @param type the exception's class name
 * @param message the exception's message, if it had one
 * @param trace the stack trace with its causes, cut at 16,000 characters
 */
public record TaskError(String type, @Nullable String message, String trace) {

    /** Checks that type and trace are there. */
    public TaskError {
        requireNonNull(type, "type");
        requireNonNull(trace, "trace");
    }
}
