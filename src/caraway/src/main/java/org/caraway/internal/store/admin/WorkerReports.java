package org.caraway.internal.store.admin;

import java.time.Instant;
import java.util.List;
import org.caraway.admin.NameStats;
import org.caraway.admin.WorkerInfo;

/** Living workers and the outcomes of tasks. Thread-safe. */
public interface WorkerReports {

    /** As {@link org.caraway.admin.TaskAdmin#workers}. */
    List<WorkerInfo> workers();

    /** As {@link org.caraway.admin.TaskAdmin#outcomes}. */
    List<NameStats> outcomes(Instant since);
}
