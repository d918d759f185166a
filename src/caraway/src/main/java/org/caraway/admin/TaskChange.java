package org.caraway.admin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.caraway.Progress;
import org.jspecify.annotations.Nullable;

/**
 * A step that a task has taken, on whatever node: neither its arguments nor its result. Immutable.
 *
 * @param position where to go on after it, for {@link TaskFeed#subscribe}: at most 40 printable ASCII characters, the
 *     same for all followers, and different for each change
 * @param kind which step
 * @param id the task's id
 * @param name the name of its definition
 * @param queue where it stands
 * @param attempt the number of the attempt, from 1; 0 while none has begun
 * @param at when, by the database's clock, to about the milliseconds that it takes to be told
 * @param root the first task of the line of descent, its own id if it is that
 * @param worker the worker that runs it, or ran it; null if none did
 * @param caller who enqueued it, null if nobody had logged in
 * @param progress how far it is; of {@link Kind#PROGRESS} only, and only if that was reported, else null
 * @param delay the wait before the next attempt; of {@link Kind#RETRIED} and {@link Kind#POSTPONED} only, else null
 * @param error the class name of what it failed with; of {@link Kind#RETRIED}, {@link Kind#FAILED} and {@link
 *     Kind#REJECTED} only, else null
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

    /** Checks that what each change has is there. */
    public TaskChange {
        requireNonNull(position, "position");
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(queue, "queue");
        requireNonNull(at, "at");
        requireNonNull(root, "root");
    }

    /** Which step it was: one for each {@link org.caraway.TaskEvent}. */
    public enum Kind {
        /** It stands in the table, and the transaction that put it there is committed. */
        ENQUEUED,
        /** An attempt is about to call its method. */
        STARTED,
        /**
         * Its method has reported how far it is, its phase or a partial result, and the table has it. Of reports that
         * follow each other within a moment, only the last one is told.
         */
        PROGRESS,
        /** The attempt succeeded; the task is over. */
        SUCCEEDED,
        /** The attempt did not succeed, and another will follow. */
        RETRIED,
        /** The attempt asked to be run later. */
        POSTPONED,
        /** The attempt did not succeed, and no other will follow: the task is over. */
        FAILED,
        /** The attempt refused the task, which is over, as a failure. */
        REJECTED,
        /** The attempt found nothing to do; the task is over, as a success. */
        IGNORED,
        /** The task was revoked, and is over. */
        REVOKED,
        /** Its worker was lost, and it runs again. */
        REDELIVERED,
        /** It could not begin in time, and is over. */
        EXPIRED,
        /** The end of an attempt was refused: the task had been given to another worker. */
        LEASE_LOST;

        /** Whether the task is over with it; only a retry or a rerun that somebody asks for puts it back. */
        public boolean isFinal() {
            return switch (this) {
                case SUCCEEDED, FAILED, REJECTED, IGNORED, REVOKED, EXPIRED -> true;
                case ENQUEUED, STARTED, PROGRESS, RETRIED, POSTPONED, REDELIVERED, LEASE_LOST -> false;
            };
        }
    }
}
