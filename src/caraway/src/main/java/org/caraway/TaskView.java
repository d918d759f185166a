package org.caraway;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored data of a task at the time of reading; the view {@code caraway_task} has a few more columns. Immutable.
 *
 * @param id the task's id, a UUID of version 7 if Caraway generated it
 * @param name the name of the task definition
 * @param queue its queue
 * @param state its state
 * @param priority 0 to 9, higher runs first
 * @param runAt the instant before which no attempt, or no further attempt, begins; null while it
 *     waits for another task of its workflow
 * @param createdAt when it was enqueued, by the database's clock
 * @param createdBy the caller's name, null if unknown
 * @param startedAt when its latest attempt was claimed
 * @param finishedAt when it reached its final state
 * @param attempt the number of its latest attempt, 0 before the first
 * @param retries how many of its attempts were retries
 * @param deliveries how often a worker that ran it was lost
 * @param workerId the worker that holds it or, once it is over, finished it
 * @param arguments the arguments as stored: JSON, an array or an object by parameter name, encoded if the task has a
 *     {@link Task#format format}
 * @param headers the headers that the caller set for the task
 * @param labels labels by which listings can be filtered
 * @param progress the latest report, null if there is none
 * @param phase the latest application-defined state that its latest attempt reported, null if there is none
 * @param partialResult the latest partial result as JSON, null if there is none
 * @param result the method's return value as stored: JSON, encoded if the task has a {@link Task#format format}, or the
 *     location if a {@link org.caraway.spi.ResultStore} holds it ({@link TaskHandle#await} reads both); null unless the
 *     state is SUCCESS
 * @param error the error of a failed task; for a task in RETRY, the error of its latest attempt
 * @param rootId the first task in the chain of parents
 * @param parentId the task that enqueued it, null if none did
 * @param key the fairness key, empty if there is none
 * @param uniqueKey the key under which no second task may be enqueued, null if there is none
 * @param expiresAt the instant after which no attempt begins, null if it does not expire
 * @param revokedBy who revoked it, null if nobody did or the name is unknown
 * @param retainUntil the instant until which it is retained, for a finished task with its own retention; else null
 * @param workflowId the workflow that it is a step of, null if it is none
 * @param step the name that the application gave the step, null for none
 * @param causeId the step whose end it shares without having run, null if its end is its own
 * @param awaits what it waits for without a slot, {@code signal:} or {@code sleep:} and a name; null unless it does
 * @param wakeAt the instant at which that wait is over at the latest, null unless it waits so
 */
public record TaskView(
        UUID id,
        String name,
        String queue,
        TaskState state,
        int priority,
        @Nullable Instant runAt,
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
        @Nullable Instant retainUntil,
        @Nullable UUID workflowId,
        @Nullable String step,
        @Nullable UUID causeId,
        @Nullable String awaits,
        @Nullable Instant wakeAt) {

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
     * The status for display: the state's name or, for a started task, its {@link #phase}, or {@code PROGRESS} if it
     * has reported progress.
     */
    public String status() {
        return summary().status();
    }

    /** The part of it that listings show. */
    public TaskSummary summary() {
        boolean small = partialResult != null && partialResult.length() <= TaskSummary.PARTIAL_RESULT_CAP;
        return new TaskSummary(
                id,
                name,
                queue,
                state,
                priority,
                runAt,
                createdAt,
                createdBy,
                startedAt,
                finishedAt,
                attempt,
                retries,
                deliveries,
                workerId,
                labels,
                progress,
                phase,
                small ? partialResult : null,
                error == null ? null : error.type(),
                error == null ? null : error.message(),
                rootId,
                parentId,
                key,
                expiresAt,
                revokedBy,
                workflowId,
                step,
                causeId);
    }
}
