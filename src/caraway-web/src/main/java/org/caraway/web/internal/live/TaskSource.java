package org.caraway.web.internal.live;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskSummary;

/** Reads many tasks at once. Thread-safe. */
@FunctionalInterface
public interface TaskSource {

    /** As {@link org.caraway.TaskQueue#summaries}. */
    Map<UUID, TaskSummary> summaries(Collection<UUID> ids);
}
