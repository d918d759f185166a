package org.caraway.admin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.caraway.Progress;
import org.jspecify.annotations.Nullable;

/**
 * A state change of a task on any node, without its arguments and result. Immutable.
 *
 * @param position the position in the feed, for {@link TaskFeed#subscribe}: at most 40 printable ASCII characters, the
 *     same for all subscribers, and different for each change
 * @param kind the kind of change
 * @param id the task's id
 * @param name the name of its definition
 * @param queue its queue
 * @param attempt the number of the attempt, from 1; 0 while none has begun
 * @param at the time, by the database's clock, exact up to the milliseconds that sending takes
 * @param root the first task in the chain of parents, its own id if it has no parent
 * @param worker the worker that runs or ran it; null if none did
 * @param caller the user who enqueued it, null if no user had logged in
 * @param progress the progress; with {@link Kind#PROGRESS} only, and only if it was reported, else null
 * @param delay the wait before the next attempt; of {@link Kind#RETRIED} and {@link Kind#POSTPONED} only, else null
 * @param error the class name of its exception; of {@link Kind#RETRIED}, {@link Kind#FAILED} and {@link Kind#REJECTED}
 *     only, else null
 * @param message that failure's message, cut at 500 characters, null if it has none
 */
public record TaskChange(
        String position,
        Kind kind,
        UUID id,
        String name,
        String queue,
        int attempt,
        Instant at,
        UUID root,
        @Nullable String worker,
        @Nullable String caller,
        @Nullable Progress progress,
        @Nullable Duration delay,
        @Nullable String error,
        @Nullable String message) {

    /** Checks that the mandatory components are not null. */
    public TaskChange {
        requireNonNull(position, "position");
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(queue, "queue");
        requireNonNull(at, "at");
        requireNonNull(root, "root");
    }

    /** The kind of change: one for each {@link org.caraway.TaskEvent}. */
    public enum Kind {
        /** The task was inserted, and the transaction that inserted it has committed. */
        ENQUEUED,
        /** An attempt is about to call its method. */
        STARTED,
        /**
         * The method has reported progress, its phase or a partial result, and the report is stored. Of reports in
         * quick succession, only the last one is sent.
         */
        PROGRESS,
        /** The attempt succeeded; the task has finished. */
        SUCCEEDED,
        /** The attempt did not succeed, and the task will be retried. */
        RETRIED,
        /** The attempt postponed the task. */
        POSTPONED,
        /** The attempt did not succeed, and the task will not be retried: it has finished. */
        FAILED,
        /** The attempt rejected the task, which has finished as a failure. */
        REJECTED,
        /** The attempt found nothing to do; the task has finished as a success. */
        IGNORED,
        /** The task was revoked and has finished. */
        REVOKED,
        /** Its worker was lost, and the task runs again. */
        REDELIVERED,
        /** The task expired and has finished. */
        EXPIRED,
        /** The completion of an attempt was refused: another worker had received the task. */
        LEASE_LOST;

        /** Whether the task has finished with this change; only a requested retry or rerun makes it run again. */
        public boolean isFinal() {
            return switch (this) {
                case SUCCEEDED, FAILED, REJECTED, IGNORED, REVOKED, EXPIRED -> true;
                case ENQUEUED, STARTED, PROGRESS, RETRIED, POSTPONED, REDELIVERED, LEASE_LOST -> false;
            };
        }
    }
}
