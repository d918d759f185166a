package org.caraway;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a listing shows of a task, as it stood when it was read: all but arguments, headers, result, stack trace and a
 * large partial result. So a page of a thousand tasks is some megabytes at most, whatever the tasks carry;
 * {@link TaskHandle#view} has the rest of one. Immutable.
 *
 * @param id the task's id
 * @param name the name of the task definition
 * @param queue the queue it stands in
 * @param state where it stands
 * @param priority 0 to 9, higher runs first
 * @param runAt not before this instant does it run (again); null while it
 *     waits for another task of its workflow
 * @param createdAt when it was enqueued, by the database's clock
 * @param createdBy the caller's name, where one is known
 * @param startedAt when its latest attempt was claimed
 * @param finishedAt when it reached its final state
 * @param attempt the number of its latest attempt, 0 before the first
 * @param retries how many of its attempts were retries
 * @param deliveries how often a worker that ran it was lost
 * @param workerId the worker that holds it or, once it is over, finished it
 * @param labels what listings can be filtered by
 * @param progress the latest report, where there is one
 * @param phase the state of the application's own that its latest attempt was in last, where it said so
 * @param partialResult the latest partial result as JSON; null where there is none, or one of more than 8,000
 *     characters
 * @param errorType why it failed: the exception's class name; of a task in RETRY, of its latest attempt
 * @param errorMessage the exception's message, if it had one
 * @param rootId the first task of the line of descent
 * @param parentId the task that enqueued it, where one did
 * @param key whom the work is for, empty if nobody said
 * @param expiresAt until when an attempt may begin, where there is an end
 * @param revokedBy who asked that it be revoked, where somebody did and is known
 * @param workflowId the workflow that it is a step of, null if it is none
 * @param step the name that the application gave the step, null for none
 * @param causeId the step whose end it shares without having run, null if its end is its own
 */
public record TaskSummary(
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
        Map<String, String> labels,
        @Nullable Progress progress,
        @Nullable String phase,
        @Nullable String partialResult,
        @Nullable String errorType,
        @Nullable String errorMessage,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        String key,
        @Nullable Instant expiresAt,
        @Nullable String revokedBy,
        @Nullable UUID workflowId,
        @Nullable String step,
        @Nullable UUID causeId) {

    /** The most characters of a partial result that a summary has. */
    public static final int PARTIAL_RESULT_CAP = 8_000;

    /** Copies the map. */
    public TaskSummary {
        labels = Map.copyOf(labels);
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
