package org.caraway.internal.store.complete;

import java.util.List;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.RunningReport;

/** Stores progress and log lines of running attempts. Thread-safe. */
public interface AttemptReports {

    /** Writes running attempts' latest reports in one batch under their fencing tokens; those that lost it are skipped. */
    void report(List<RunningReport> reports);

    /** Appends lines to {@code caraway_log}. */
    void log(List<LogLine> lines);
}
