package org.caraway.internal.feed;

import java.time.Duration;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.admin.TaskChange.Kind;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.jspecify.annotations.Nullable;

/**
 * A change that this node has to send. Immutable. It keeps only the facts that are sent, because ten thousand changes
 * may wait for the database.
 *
 * @param kind the kind of change
 * @param id the task's id
 * @param name the name of its definition
 * @param queue its queue
 * @param attempt the number of the attempt, 0 while none has begun
 * @param root the first task in the chain of parents
 * @param worker the worker that runs it, null if none does
 * @param caller the user who enqueued it, null if unknown
 * @param progress the progress, null for other kinds of change
 * @param delay the wait before the next attempt, null if there is none
 * @param error the class name of its exception, null if there is none
 * @param message that failure's message, null if it has none
 * @param nanos the time of {@link System#nanoTime}
 */
record LocalChange(
        Kind kind,
        UUID id,
        String name,
        String queue,
        int attempt,
        UUID root,
        @Nullable String worker,
        @Nullable String caller,
        @Nullable Progress progress,
        @Nullable Duration delay,
        @Nullable String error,
        @Nullable String message,
        long nanos) {

    private static final int MESSAGE_CAP = 500;

    /** A change without further facts. */
    static LocalChange of(Kind kind, TaskFacts task) {
        return of(kind, task, null, null, null);
    }

    static LocalChange of(TaskFacts task, @Nullable Progress progress) {
        return of(Kind.PROGRESS, task, progress, null, null);
    }

    static LocalChange of(TaskFacts task, AttemptResult ending) {
        Kind kind = ending.next().kind();
        return of(
                kind,
                task,
                null,
                ending.next().rescheduleDelay().orElse(null),
                kind == Kind.REVOKED ? null : ending.next().error());
    }

    private static LocalChange of(
            Kind kind,
            TaskFacts task,
            @Nullable Progress progress,
            @Nullable Duration delay,
            @Nullable TaskError error) {
        return new LocalChange(
                kind,
                task.id(),
                task.name(),
                task.queue(),
                task.attempt(),
                task.rootId(),
                task.workerId(),
                task.context().caller(),
                progress,
                delay,
                error == null ? null : error.type(),
                error == null ? null : cut(error.message()),
                System.nanoTime());
    }

    private static @Nullable String cut(@Nullable String message) {
        return message == null || message.length() <= MESSAGE_CAP ? message : message.substring(0, MESSAGE_CAP);
    }

    /** Whether a later report of the same attempt replaces this one. */
    boolean replaceable() {
        return kind == Kind.PROGRESS;
    }
}
