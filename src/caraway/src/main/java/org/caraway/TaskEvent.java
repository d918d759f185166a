package org.caraway;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CDI event about a task of this process. Observe one event type, {@link Ended} for the end of each attempt, or
 * {@code TaskEvent} for all; filter by {@link TaskName}; use {@code @Observes} or {@code @ObservesAsync}.
 *
 * <pre>{@code
 * void alarm(@Observes @TaskName("Payroll.run") TaskEvent.Failed event) {
 *     if (event.retriesExhausted()) {
 *         mail.send("payroll@example.com", event.error().message());
 *     }
 * }
 * }</pre>
 *
 * <p>Synchronous observers run on the thread that fires the event, and delay it: an observer of an {@link Ended}
 * occupies the slot of the attempt, but does not delay storing its completion. Observers run in a new request context
 * (those of {@link Started} in that of the attempt), with the caller's context restored, and outside of a transaction.
 * Only {@link Enqueued} is fired in the caller's transaction, so that {@code @Observes(during = AFTER_SUCCESS)} waits
 * for its commit. An exception of an observer is logged and does not affect the task; the container then skips the
 * other observers of that event.
 *
 * <p>The events of one attempt are fired in order. {@link Enqueued} of a call without a transaction, and events from
 * other threads, may be late: a worker may have started the task already.
 *
 * <p>Events are not durable. A process that dies before it fires an event never fires it, and an attempt that runs
 * again fires its events again. For an attempt without a transaction, {@link Ended} is fired just before the completion
 * is stored, within milliseconds; {@link LeaseLost} follows in the rare case that the completion is refused. Do work
 * that must happen exactly once in a {@code @Transactional} task.
 */
public sealed interface TaskEvent {

    /** The task of the event. */
    Subject task();

    /**
     * The data of a task in an event, without arguments and result. Immutable.
     *
     * @param id its id
     * @param name the name of its definition
     * @param queue its queue
     * @param attempt the number of the attempt, from 1; 0 while none has begun
     * @param retries how many of the attempts before were followed by a retry
     * @param workerId the worker that runs it, null if none does
     * @param root the first task in the chain of parents, its own id if it has no parent
     * @param parent the task that enqueued it, null if none did
     * @param callerName the user who enqueued it, null if no user had logged in
     * @param headers the headers that the caller set; empty for tasks that expired before they were claimed
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

        /** The user who enqueued it, absent if no user had logged in. */
        public Optional<String> caller() {
            return Optional.ofNullable(callerName);
        }
    }

    /**
     * The task was inserted; inside a transaction, others see it after the commit.
     *
     * @param task the task
     */
    record Enqueued(Subject task) implements TaskEvent {}

    /**
     * An attempt is about to call its method.
     *
     * @param task the task
     * @param waitTime the time from when it was due until it was claimed, by the database's clock
     */
    record Started(Subject task, Duration waitTime) implements TaskEvent {}

    /**
     * The method has reported progress; fired for each report.
     *
     * @param task the task
     * @param progress the report
     */
    record Progressed(Subject task, Progress progress) implements TaskEvent {}

    /** An attempt has ended: always one of the events below. */
    sealed interface Ended extends TaskEvent {

        /** The run time of the attempt; zero if another node ran it. */
        Duration runTime();
    }

    /**
     * The attempt succeeded; the task has finished.
     *
     * @param task the task
     * @param runTime the run time of the attempt
     */
    record Succeeded(Subject task, Duration runTime) implements Ended {}

    /**
     * The attempt did not succeed, and the task will be retried.
     *
     * @param task the task
     * @param runTime the run time of the attempt
     * @param delay the wait before the next attempt
     * @param error the stored error
     * @param expected whether {@link Task#expected()} lists it
     */
    record Retried(Subject task, Duration runTime, Duration delay, TaskError error, boolean expected)
            implements Ended {}

    /**
     * The attempt postponed the task with {@link TaskContext#postpone}; that is not a failure.
     *
     * @param task the task
     * @param runTime the run time of the attempt
     * @param delay the wait before the next attempt
     */
    record Postponed(Subject task, Duration runTime, Duration delay) implements Ended {}

    /**
     * The attempt did not succeed, and the task will not be retried: it has finished.
     *
     * @param task the task
     * @param runTime the run time of the attempt
     * @param error the stored error
     * @param retriesExhausted whether a retry was due, by {@link Task#retryFor()} or because the task requested one,
     *     but all retries were used; also true if the task has no retries
     * @param expected whether {@link Task#expected()} lists it
     */
    record Failed(Subject task, Duration runTime, TaskError error, boolean retriesExhausted, boolean expected)
            implements Ended {}

    /**
     * The attempt rejected the task with {@link TaskContext#reject}: it has finished as a {@link TaskState#FAILURE}.
     * {@link Failed} is not fired.
     *
     * @param task the task
     * @param runTime the run time of the attempt
     * @param error the stored error
     */
    record Rejected(Subject task, Duration runTime, TaskError error) implements Ended {}

    /**
     * The attempt ended the task with {@link TaskContext#ignore}: the task has finished as a {@link TaskState#SUCCESS}
     * without a result. {@link Succeeded} is not fired.
     *
     * @param task the task
     * @param runTime the run time of the attempt
     */
    record Ignored(Subject task, Duration runTime) implements Ended {}

    /**
     * The task was revoked and has finished: its attempt did not succeed, or there was none. Fired by the process that
     * finished it. Follows {@link Retried} or {@link Failed} in the rare case that the attempt ended before its worker
     * read the revocation.
     *
     * @param task the task; its attempt may never have called the method
     * @param runTime the run time of the attempt, zero if nothing ran in this process
     * @param revokedBy who revoked it, null if unknown
     */
    record Revoked(Subject task, Duration runTime, @Nullable String revokedBy) implements Ended {}

    /**
     * The worker was lost before the attempt ended, and the task runs again. Fired by the process that detected the
     * loss.
     *
     * @param task the task, with the lost worker
     */
    record Redelivered(Subject task) implements TaskEvent {}

    /**
     * No attempt, or no further attempt, could begin in time: the task has finished as {@link TaskState#EXPIRED}. Fired
     * by the process that detected it, on a separate thread, about a second after the task expired. Not fired for a
     * task that only one worker could run and whose worker is gone.
     *
     * @param task the task; without headers if it had not been claimed
     */
    record Expired(Subject task) implements TaskEvent {}

    /**
     * The completion of an attempt was refused, because its worker had lost its lease and another worker had received
     * the task. Effects of the method outside of a transaction may happen twice.
     *
     * @param task the task
     */
    record LeaseLost(Subject task) implements TaskEvent {}
}
