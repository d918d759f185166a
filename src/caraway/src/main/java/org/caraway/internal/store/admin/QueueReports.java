package org.caraway.internal.store.admin;

import java.util.List;
import org.caraway.admin.QueueStats;

/** Waiting and running tasks of each queue. Thread-safe. */
public interface QueueReports {

    /** As {@link org.caraway.admin.TaskAdmin#queues}. */
    List<QueueStats> queues();
}
