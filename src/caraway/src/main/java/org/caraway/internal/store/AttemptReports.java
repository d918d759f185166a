package org.caraway.internal.store;

import java.util.List;

/** Stores progress and log lines of running attempts. Thread-safe. */
public interface AttemptReports {

    /** Writes running attempts' latest reports in one batch under their fencing tokens; those that lost it are skipped. */
    void report(List<RunningReport> reports);

    /** Appends lines to {@code caraway_log}. */
    void log(List<LogLine> lines);
}
