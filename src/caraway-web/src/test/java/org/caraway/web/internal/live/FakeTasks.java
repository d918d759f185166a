package org.caraway.web.internal.live;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.Progress;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.jspecify.annotations.Nullable;

/** Tasks whose states the test sets. Thread-safe. */
final class FakeTasks implements TaskSource {

    private final Map<UUID, TaskSummary> tasks = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public Map<UUID, TaskSummary> summaries(Collection<UUID> ids) {
        reads.incrementAndGet();
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new QueueUnavailableException("The database is away", null);
        }
        Map<UUID, TaskSummary> found = new HashMap<>(tasks);
        found.keySet().retainAll(ids);
        return found;
    }

    /** Fails so many times from now on. */
    void fail(int times) {
        failures.set(times);
    }

    int failuresLeft() {
        return failures.get();
    }

    /** The number of reads. */
    int reads() {
        return reads.get();
    }

    /** A new task of this caller. */
    UUID add(@Nullable String createdBy) {
        UUID id = UUID.randomUUID();
        tasks.put(id, summary(id, createdBy, TaskState.PENDING, null));
        return id;
    }

    /** A new task that a task of this caller enqueued. */
    UUID addBelow(String createdBy) {
        UUID id = UUID.randomUUID();
        tasks.put(id, summary(id, createdBy, TaskState.PENDING, null, UUID.randomUUID()));
        return id;
    }

    void remove(UUID id) {
        tasks.remove(id);
    }

    void is(UUID id, TaskState state) {
        tasks.computeIfPresent(id, (key, task) -> summary(id, task.createdBy(), state, null));
    }

    /** It runs and is so far. */
    void isAt(UUID id, long current) {
        Progress progress = new Progress(current, 100, null);
        tasks.computeIfPresent(id, (key, task) -> summary(id, task.createdBy(), TaskState.STARTED, progress));
    }

    private static TaskSummary summary(
            UUID id, @Nullable String createdBy, TaskState state, @Nullable Progress progress) {
        return summary(id, createdBy, state, progress, null);
    }

    private static TaskSummary summary(
            UUID id, @Nullable String createdBy, TaskState state, @Nullable Progress progress, @Nullable UUID parent) {
        return new TaskSummary(
                id,
                "Tasks.go",
                "default",
                state,
                4,
                Instant.EPOCH,
                Instant.EPOCH,
                createdBy,
                null,
                null,
                1,
                0,
                0,
                null,
                Map.of(),
                progress,
                null,
                null,
                null,
                null,
                id,
                parent,
                "",
                null,
                null,
                null,
                null,
                null);
    }
}
