package org.caraway;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a task, as it stood when it was read; the view {@code caraway_task} has a few columns more.
 * Immutable.
 *
 * @param id the task's id, a UUID of version 7 when Caraway made it
 * @param name the name of the task definition
 * @param queue the queue it stands in
 * @param state where it stands
 * @param priority 0 to 9, higher runs first
 * @param runAt not before this instant does it run (again)
 * @param createdAt when it was enqueued, by the database's clock
 * @param createdBy the caller's name, where one is known
 * @param startedAt when its latest attempt was claimed
 * @param finishedAt when it reached its final state
 * @param attempt the number of its latest attempt, 0 before the first
 * @param retries how many of its attempts were retries
 * @param deliveries how often a worker that ran it was lost
 * @param workerId the worker that holds it or, once it is over, finished it
 * @param arguments the arguments as JSON: an array, or an object by parameter name; as they stand in the row, also in a
 *     {@link Task#format format}
 * @param headers what the caller sent along for the task to read
 * @param labels what listings can be filtered by
 * @param progress the latest report, where there is one
 * @param phase the state of the application's own that its latest attempt was in last, where it said so
 * @param partialResult the latest partial result as JSON, where there is one
 * @param result what the method returned, as JSON; as it stands in the row, also in a {@link Task#format format}, or
 *     where it lies, if it went to a {@link org.caraway.spi.ResultStore}, whereas {@link TaskHandle#await} reads it;
 *     null unless the state is SUCCESS
 * @param error why it failed; of a task in RETRY, why its latest attempt failed
 * @param rootId the first task of the line of descent
 * @param parentId the task that enqueued it, where one did
 * @param key whom the work is for, empty if nobody said
 * @param uniqueKey the key under which no second task was to be enqueued, where there was one
 * @param expiresAt until when an attempt may begin, where there is an end
 * @param revokedBy who asked that it be revoked, where somebody did and is known
 * @param keepUntil until when it is kept, of a task that is over and has a retention of its own
 */
public record TaskView(
        UUID id,
        String name,
        String queue,
        TaskState state,
        int priority,
        Instant runAt,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int attempt,
        int retries,
        int deliveries,
        @Nullable String workerId,
        String arguments,
        Map<String, String> headers,
        Map<String, String> labels,
        @Nullable Progress progress,
        @Nullable String phase,
        @Nullable String partialResult,
        @Nullable String result,
        @Nullable TaskError error,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        String key,
        @Nullable String uniqueKey,
        @Nullable Instant expiresAt,
        @Nullable String revokedBy,
        @Nullable Instant keepUntil) {

    /** Copies the maps. */
    public TaskView {
        headers = Map.copyOf(headers);
        labels = Map.copyOf(labels);
    }

    /** The latest progress report, absent when the task has made none. */
    public Optional<Progress> latestProgress() {
        return Optional.ofNullable(progress);
    }

    /**
     * What status pages show: the state's name or, for a started task, its {@link #phase}, or {@code PROGRESS} if it
     * has reported progress.
     */
    public String status() {
        if (state != TaskState.STARTED) {
            return state.name();
        }
        if (phase != null) {
            return phase;
        }
        return progress == null ? state.name() : "PROGRESS";
    }
}
