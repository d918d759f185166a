package org.caraway.internal.store.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskLogEntry;
import org.caraway.TaskView;

/** Reads tasks and their logs. Thread-safe. */
public interface TaskReads {

    /** What is stored of the task; joins, so that a caller sees what it enqueued itself. */
    Optional<TaskView> find(UUID id);

    /** The same for many at once, by id; those that are not there are left out. */
    Map<UUID, TaskView> findAll(Set<UUID> ids);

    /** Those of these tasks that are over; for many waiters at once; does not join. */
    Set<UUID> finished(Set<UUID> ids);

    /** What the task has logged, in order, the newest {@code limit} lines of it; joins. */
    List<TaskLogEntry> logOf(UUID id, int limit);
}
