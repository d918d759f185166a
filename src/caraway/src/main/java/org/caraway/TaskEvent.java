package org.caraway;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CDI event: a task of this process has taken a step. Observe the step's type, {@link Ended} for every end of an
 * attempt, or {@code TaskEvent} for all; narrow by {@link TaskName}; {@code @Observes} or {@code @ObservesAsync}.
 *
 * <pre>{@code
 * void alarm(@Observes @TaskName("Payroll.run") TaskEvent.Failed event) {
 *     if (event.retriesExhausted()) {
 *         mail.send("payroll@example.com", event.error().message());
 *     }
 * }
 * }</pre>
 *
 * <p>Synchronous observers are called on the thread that takes the step, and hold it up: an observer of an {@link
 * Ended} keeps the slot of the attempt, though not the writing of its end. They run in a request context of their own
 * (of {@link Started}: in the attempt's), with the caller's context restored, and outside of a transaction; only {@link
 * Enqueued} is fired in the transaction of whoever enqueues, so that {@code @Observes(during = AFTER_SUCCESS)} waits
 * for its commit. What an observer throws is logged and changes nothing for the task; of several observers of one event
 * the container calls none after one that threw.
 *
 * <p>The events of one attempt come in their order. {@link Enqueued} of a call without a transaction, and what another
 * thread fires, may come late: a worker may have started the task by then.
 *
 * <p>Events are not durable. A process that dies between a step and its event fires none, and an attempt that runs
 * again fires again. Of an attempt without a transaction, {@link Ended} is fired when its end is on its way to the
 * table, within milliseconds of being written; {@link LeaseLost} follows in the rare case that it was refused there.
 * What must happen exactly once belongs into a {@code @Transactional} task.
 */
public sealed interface TaskEvent {

    /** The task that it is about. */
    Subject task();

    /**
     * What an event tells of its task: neither its arguments nor its result. Immutable.
     *
     * @param id its id
     * @param name the name of its definition
     * @param queue where it stands
     * @param attempt the number of the attempt, from 1; 0 while none has begun
     * @param retries how many of the attempts before were followed by a retry
     * @param workerId the worker that runs it, null while none does
     * @param root the first task of the line of descent, its own id if it is that
     * @param parent the task that enqueued it, null if none did
     * @param callerName who enqueued it, null if nobody had logged in
     * @param headers what the caller sent along; empty for tasks that expired before they were claimed
     */
    record Subject(
            UUID id,
            String name,
            String queue,
            int attempt,
            int retries,
            @Nullable String workerId,
            UUID root,
            @Nullable UUID parent,
            @Nullable String callerName,
            Map<String, String> headers) {

        /** Copies the headers. */
        public Subject {
            headers = Map.copyOf(headers);
        }

        /** Who enqueued it, absent if nobody had logged in. */
        public Optional<String> caller() {
            return Optional.ofNullable(callerName);
        }
    }

    /**
     * It stands in the table; in a transaction, others see it when that commits.
     *
     * @param task the task
     */
    record Enqueued(Subject task) implements TaskEvent {}

    /**
     * An attempt is about to call its method.
     *
     * @param task the task
     * @param waited from when it was due until it was claimed, by the database's clock
     */
    record Started(Subject task, Duration waited) implements TaskEvent {}

    /**
     * Its method has reported how far it is; fired for each report.
     *
     * @param task the task
     * @param progress how far
     */
    record Progressed(Subject task, Progress progress) implements TaskEvent {}

    /** An attempt is over: one of the events below, always. */
    sealed interface Ended extends TaskEvent {

        /** How long it ran; zero if another node ran it. */
        Duration ran();
    }

    /**
     * The attempt succeeded; the task is over.
     *
     * @param task the task
     * @param ran how long
     */
    record Succeeded(Subject task, Duration ran) implements Ended {}

    /**
     * The attempt did not succeed, and another will follow.
     *
     * @param task the task
     * @param ran how long
     * @param delay the wait before the next
     * @param error why
     * @param expected whether {@link Task#expected()} lists it
     */
    record Retried(Subject task, Duration ran, Duration delay, TaskError error, boolean expected) implements Ended {}

    /**
     * The attempt asked to be run later, with {@link TaskContext#postpone}; that is no failure.
     *
     * @param task the task
     * @param ran how long
     * @param delay the wait before the next
     */
    record Postponed(Subject task, Duration ran, Duration delay) implements Ended {}

    /**
     * The attempt did not succeed, and no other will follow: the task is over.
     *
     * @param task the task
     * @param ran how long
     * @param error why
     * @param retriesExhausted whether a retry was due, by {@link Task#retryFor()} or because the task asked for one,
     *     but all were used; also if it may have none
     * @param expected whether {@link Task#expected()} lists it
     */
    record Failed(Subject task, Duration ran, TaskError error, boolean retriesExhausted, boolean expected)
            implements Ended {}

    /**
     * The attempt refused the task with {@link TaskContext#reject}: it is over, as a {@link TaskState#FAILURE}. Not
     * told as {@link Failed} as well.
     *
     * @param task the task
     * @param ran how long
     * @param error why
     */
    record Rejected(Subject task, Duration ran, TaskError error) implements Ended {}

    /**
     * The attempt found nothing to do and said so with {@link TaskContext#ignore}: the task is over, as a
     * {@link TaskState#SUCCESS} without a result. Not told as {@link Succeeded} as well.
     *
     * @param task the task
     * @param ran how long
     */
    record Ignored(Subject task, Duration ran) implements Ended {}

    /**
     * The task was revoked, and is over: its attempt did not succeed, or there was none. Fired by the process that
     * ended it. Follows {@link Retried} or {@link Failed} in the rare case that the attempt ended before its worker
     * knew.
     *
     * @param task the task; its attempt may never have called the method
     * @param ran how long, zero if nothing ran here
     * @param revokedBy who revoked it, null if nobody said
     */
    record Revoked(Subject task, Duration ran, @Nullable String revokedBy) implements Ended {}

    /**
     * The worker was lost before the attempt ended, and the task runs again. Fired by the process that noticed.
     *
     * @param task the task, with the lost worker
     */
    record Redelivered(Subject task) implements TaskEvent {}

    /**
     * No worker was free in time, or none for a retry in time: the task is over, {@link TaskState#EXPIRED}, and did not
     * run, or not again. Fired by the process that noticed, on a thread of its own, about a second after the task
     * expired; not for a task that was for one worker only, which is gone.
     *
     * @param task the task; without headers if it had not been claimed
     */
    record Expired(Subject task) implements TaskEvent {}

    /**
     * The end of an attempt was refused, because its worker had lost its lease and the task was given to another. What
     * its method did outside of a transaction may be done twice.
     *
     * @param task the task
     */
    record LeaseLost(Subject task) implements TaskEvent {}
}
