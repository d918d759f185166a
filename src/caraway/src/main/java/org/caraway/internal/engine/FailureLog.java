package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

import org.jspecify.annotations.Nullable;

/**
 * Logs what the application has thrown. Thread-safe. A logger renders an exception by calling it, and an exception of the
 * application's own may throw in turn: that must not keep an attempt from its end.
 */
final class FailureLog {

    private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());

    private FailureLog() {}

    static void warn(String text, @Nullable Throwable failure) {
        try {
            LOG.log(WARNING, text, failure);
        } catch (Throwable hostile) { // the border to the application's code
            String type = failure == null ? "nothing" : failure.getClass().getName();
            LOG.log(
                    WARNING,
                    () -> text + " (" + type + " cannot be rendered: it throws "
                            + hostile.getClass().getName() + ")");
        }
    }
}
