package org.caraway.internal.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import org.jspecify.annotations.Nullable;

/**
 * Logs exceptions of the application. Thread-safe. A logger calls methods of the exception, which may throw in turn;
 * that must not prevent the completion of the attempt.
 */
public final class FailureLog {

    private FailureLog() {}

    /** Logs the text with the failure, or with its type alone if it cannot be rendered. */
    public static void warn(System.Logger logger, String text, @Nullable Throwable failure) {
        log(logger, WARNING, text, failure);
    }

    /** As {@link #warn}, at another level. */
    public static void log(System.Logger logger, System.Logger.Level level, String text, @Nullable Throwable failure) {
        try {
            logger.log(level, text, failure);
        } catch (Throwable hostile) { // the border to the application's code
            String type = failure == null ? "nothing" : failure.getClass().getName();
            logger.log(
                    level,
                    () -> text + " (" + type + " cannot be rendered: it throws "
                            + hostile.getClass().getName() + ")");
        }
    }
}
