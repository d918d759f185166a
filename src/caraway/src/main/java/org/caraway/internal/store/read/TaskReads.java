package org.caraway.internal.store.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskLogEntry;
import org.caraway.TaskSummary;
import org.caraway.TaskView;

/** Reads tasks and their logs. Thread-safe. */
public interface TaskReads {

    /** The stored task; joins, so that a caller sees tasks that it enqueued itself. */
    Optional<TaskView> find(UUID id);

    /** Whether this live task was enqueued longer ago than this, by the database's clock; joins. */
    boolean enqueuedBefore(UUID id, Duration age);

    /** Summaries of many tasks, by id; missing tasks are left out; joins. */
    Map<UUID, TaskSummary> summaries(Set<UUID> ids);

    /** Summaries of the tasks that this one has enqueued, newest first, at most {@code limit}; joins. */
    List<TaskSummary> children(UUID parent, int limit);

    /** Those of these tasks that are finished; for many waiters at once; does not join. */
    Set<UUID> finished(Set<UUID> ids);

    /**
     * The log lines of the task, in order: the newest {@code limit} of them, and together at most two million
     * characters; joins.
     */
    List<TaskLogEntry> logOf(UUID id, int limit);
}
