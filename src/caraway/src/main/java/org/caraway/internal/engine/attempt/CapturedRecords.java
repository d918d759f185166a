package org.caraway.internal.engine.attempt;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The records of an attempt's log, up to a number that bounds what a task in a loop writes. Thread-safe: other threads
 * may work for the attempt, and log.
 */
public final class CapturedRecords {

    public static final int LINE_CAP = 4_000;

    private static final int LOGGER_CAP = 200;
    private static final int RECORDS_CAP = 1_000;

    private final RunningAttempt attempt;
    private final ReportWriter reports;
    private final AtomicInteger count = new AtomicInteger();

    CapturedRecords(RunningAttempt attempt, ReportWriter reports) {
        this.attempt = attempt;
        this.reports = reports;
    }

    void add(Level level, @Nullable String logger, String text) {
        int number = count.incrementAndGet();
        if (number <= RECORDS_CAP) {
            reports.log(attempt, level, logger == null ? null : cut(logger, LOGGER_CAP), cut(text, LINE_CAP));
        } else if (number == RECORDS_CAP + 1) {
            String more =
                    "The attempt logged more than " + RECORDS_CAP + " records; look for the rest in the server's log";
            reports.log(attempt, Level.WARNING, null, more);
        }
    }

    public static String cut(String text, int cap) {
        return text.length() <= cap ? text : text.substring(0, cap);
    }
}
