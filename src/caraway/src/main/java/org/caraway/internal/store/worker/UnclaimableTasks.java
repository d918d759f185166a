package org.caraway.internal.store.worker;

import java.util.List;

/** Due tasks that no living worker can claim. Thread-safe. */
public interface UnclaimableTasks {

    /**
     * Due tasks that no living worker can claim, by queue and name. Reads at most 1,000 combinations of queue, priority
     * and name, and counts at most 10,000 tasks of each: what it costs does not grow with the backlog.
     */
    List<Unclaimable> unclaimable();
}
