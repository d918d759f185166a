package org.caraway.internal.store.complete;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.RunningReport;

/** Stores progress and log lines of running attempts. Thread-safe. */
public interface AttemptReports {

    /**
     * Writes the latest reports of running attempts in one batch under their fencing tokens; attempts that lost theirs
     * are skipped. Waits for no lock.
     *
     * @return the tasks whose rows another session has locked: their reports are not written
     */
    Set<UUID> report(List<RunningReport> reports);

    /** Appends lines to {@code caraway_log}. */
    void log(List<LogLine> lines);
}
