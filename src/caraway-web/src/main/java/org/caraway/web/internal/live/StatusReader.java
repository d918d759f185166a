package org.caraway.web.internal.live;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskSummary;

/**
 * Reads task statuses in batches. Thread-safe.
 *
 * @param tasks the source of the tasks
 */
record StatusReader(TaskSource tasks) {

    private static final int AT_ONCE = 500;

    /** The status of each task. */
    Map<UUID, Status> read(Set<UUID> ids) {
        Map<UUID, Status> read = new HashMap<>();
        List<UUID> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<UUID> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            Map<UUID, TaskSummary> summaries = tasks.summaries(some);
            some.forEach(id -> read.put(id, Status.of(id, summaries.get(id))));
        }
        return read;
    }
}
