package org.caraway;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The error of a failed task as text: the exception's class is not loaded again, so that old failures stay readable.
 * Immutable.
 *
 * @param type the exception's class name
 * @param message the exception's message, null if it has none
 * @param trace the stack trace with its causes, cut at 16,000 characters
 */
public record TaskError(String type, @Nullable String message, String trace) {

    /** Checks that type and trace are not null. */
    public TaskError {
        requireNonNull(type, "type");
        requireNonNull(trace, "trace");
    }
}
