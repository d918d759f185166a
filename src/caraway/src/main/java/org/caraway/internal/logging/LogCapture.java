package org.caraway.internal.logging;

import java.lang.System.Logger.Level;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.observation.StepLog;
import org.caraway.internal.propagation.CurrentTask;
import org.jspecify.annotations.Nullable;

/**
 * Passes records of java.util.logging to the attempt that logs them, on its thread or on another thread that works for
 * it. Thread-safe. It is attached to the root logger, which belongs to the whole server: it processes only records of
 * this application's attempts, and has to be stopped, because otherwise it would keep the class loader of an undeployed
 * application in memory. Caraway's own records are excluded. If the text of a record is created by code that logs
 * itself, there is no recursion: records that are logged during a capture are not captured.
 */
public final class LogCapture extends Handler {

    private static final String OWN = "org.caraway.internal.";
    private static final String ROOT = "";

    private final Level least;
    private final MessageText text = new MessageText();
    private final ThreadLocal<@Nullable Boolean> taking = new ThreadLocal<>();

    /** Captures records of this level and above; none if it is OFF. */
    public LogCapture(Level least) {
        this.least = least;
    }

    /** Starts to capture records. */
    public void start() {
        if (least != Level.OFF) {
            Logger.getLogger(ROOT).addHandler(this);
        }
    }

    /** Stops capturing; does nothing if it was not started. */
    public void stop() {
        Logger.getLogger(ROOT).removeHandler(this);
    }

    @Override
    public boolean isLoggable(@Nullable LogRecord entry) {
        return entry != null && entry.getLevel().intValue() >= least.getSeverity() && !isOwn(entry.getLoggerName());
    }

    private static boolean isOwn(@Nullable String logger) {
        return logger != null && (logger.startsWith(OWN) || logger.equals(StepLog.LOGGER));
    }

    @Override
    public void publish(@Nullable LogRecord entry) {
        if (entry != null
                && isLoggable(entry)
                && CurrentTask.find().orElse(null) instanceof RecordSink attempt
                && taking.get() == null) {
            taking.set(true);
            try {
                attempt.record(levelOf(entry), entry.getLoggerName(), text.format(entry));
            } catch (RuntimeException failure) { // whoever logs is not to be harmed by it
                reportError(null, failure, ErrorManager.WRITE_FAILURE);
            } finally {
                taking.remove();
            }
        }
    }

    /** The highest level of System.Logger that is not above it. */
    private static Level levelOf(LogRecord entry) {
        int severity = entry.getLevel().intValue();
        if (severity >= Level.ERROR.getSeverity()) {
            return Level.ERROR;
        }
        if (severity >= Level.WARNING.getSeverity()) {
            return Level.WARNING;
        }
        if (severity >= Level.INFO.getSeverity()) {
            return Level.INFO;
        }
        return severity >= Level.DEBUG.getSeverity() ? Level.DEBUG : Level.TRACE;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** The message in its language, and the stack trace. */
    private static final class MessageText extends Formatter {

        @Override
        public String format(LogRecord entry) {
            String message = String.valueOf(formatMessage(entry));
            Throwable thrown = entry.getThrown();
            return thrown == null
                    ? message
                    : message + "\n" + ErrorText.of(thrown).trace();
        }
    }
}
