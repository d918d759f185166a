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
 * Hands the records that java.util.logging is given while an attempt runs, on its thread or another that works for it,
 * to that attempt. Thread-safe.
 *
 * <p>It stands at the root logger, which belongs to the whole server: it looks at records of this application's
 * attempts only, and has to be stopped, or it would keep the class loader of an undeployed application. Caraway's own
 * records are left out. A record whose text is made by code that logs itself does not lead in circles: what is logged
 * while a record is taken is not taken.
 */
public final class LogCapture extends Handler {

    private static final String OWN = "org.caraway.internal.";
    private static final String ROOT = "";

    private final Level least;
    private final MessageText text = new MessageText();
    private final ThreadLocal<@Nullable Boolean> taking = new ThreadLocal<>();

    /** Of records of this level and above; of none if it is OFF. */
    public LogCapture(Level least) {
        this.least = least;
    }

    /** Begins to take records. */
    public void start() {
        if (least != Level.OFF) {
            Logger.getLogger(ROOT).addHandler(this);
        }
    }

    /** Takes no more; does nothing if it has not been started. */
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

    /** The highest of System.Logger that is not above it. */
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
