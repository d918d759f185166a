package org.caraway;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Facts and controls of the attempt that the current thread works for. Inject it into a bean of any scope: it always
 * refers to the current thread's attempt. An attempt's threads are the thread of the task's method and every thread
 * that runs work which the task passed to a {@code ManagedExecutorService} or {@code ContextService}, unless their
 * context clears the type "Caraway.Task" or leaves it unchanged. After the attempt has ended, reports from such threads
 * are ignored. Outside of a task every method throws {@link IllegalStateException}.
 */
public interface TaskContext extends DurableContext {

    /** The running task's id. */
    UUID id();

    /** The name of its task definition. */
    String name();

    /** The queue from which the task was claimed. */
    String queue();

    /** The number of this attempt, from 1; a redelivery after a lost worker counts too. */
    int attempt();

    /** How many attempts so far were retries, 0 in the first attempt. */
    int retries();

    /** The maximum number of retries: that of the call, else that of the definition; -1 is unlimited. */
    int maxRetries();

    /** The task's priority, 0 to 9. */
    int priority();

    /**
     * The task's arguments with sensitive values masked: JSON, an array or an object by parameter name, with {@code
     * ***} in place of each {@link Sensitive} argument. For log lines and audits; the method receives the values
     * themselves. Absent if the arguments do not match the method's parameters, because then the sensitive ones are
     * unknown, and if they are in a {@link Task#format format}, which may exist to hide them.
     */
    Optional<String> arguments();

    /**
     * The id of the worker that runs this attempt, as in {@link TaskView#workerId()}; absent if the task runs on its
     * caller's thread.
     */
    Optional<String> worker();

    /**
     * Whether the task runs on its caller's thread, by {@link TaskQueue#run} or {@link TaskQueue#apply}: then nothing
     * is stored.
     */
    default boolean inline() {
        return worker().isEmpty();
    }

    /**
     * How many earlier attempts were lost with their worker or database, so that the task was delivered again; 0 at
     * first. An attempt that was interrupted because its worker stopped as it was told to does not count, but {@link
     * #attempt()} counts it.
     */
    int deliveries();

    /**
     * Whether an earlier attempt was lost and may have done part of the work: {@link #deliveries()} is more than 0.
     */
    default boolean redelivered() {
        return deliveries() > 0;
    }

    /** Whether the method's return value is discarded: as the call says, else as the definition says. */
    boolean ignoresResult();

    /** The headers that the caller set; unmodifiable. */
    Map<String, String> headers();

    /**
     * The name of the user who enqueued this task, or enqueued the first task in its chain of parents; absent if no
     * user had logged in. It is information only, not a login: no security context is created from it.
     */
    Optional<String> caller();

    /** The preferred locale of the caller's request, absent if the request had none. */
    Optional<Locale> locale();

    /**
     * The time zone of the caller's request, absent if the request had none. The application's pages have to send it in
     * the header that {@code caraway.time-zone-header} names.
     */
    Optional<ZoneId> timeZone();

    /**
     * The caller's roles at the time of enqueueing, limited to those that {@code caraway.propagate-roles} names; empty
     * if the caller had none. They are information only, not a login.
     */
    Set<String> callerRoles();

    /** The W3C {@code traceparent} of the call, absent if it was not traced. */
    Optional<String> traceParent();

    /** The first task in the chain of parents: this task's own id if no task enqueued it. */
    UUID root();

    /** The task that enqueued this one; absent if no task did. */
    Optional<UUID> parent();

    /** The hard time limit of this attempt: that of the call, else that of the definition. */
    Duration timeLimit();

    /** The soft time limit of this attempt, after which its thread is interrupted. */
    Duration softTimeLimit();

    /** The instant of the hard time limit of this attempt, by this machine's clock; not {@link Task#deadline()}. */
    Instant deadline();

    /** The instant of the soft time limit, by this machine's clock. */
    Instant softDeadline();

    /**
     * The instant at which this attempt became due: the start that its call asked for, or the planned time of its
     * retry. By this machine's clock, and exact only up to the time that passed between claim and start.
     */
    Instant runAt();

    /**
     * The instant for which a schedule enqueued this task, which does not change with retries; absent if no schedule
     * did. A task that works on a period of time takes the period from here, not from the clock.
     */
    Optional<Instant> scheduledFor();

    /**
     * The instant after which no attempt of the task begins, as exact as {@link #runAt}; absent if it does not expire.
     */
    Optional<Instant> expiresAt();

    /**
     * Reports the progress of the attempt. Returns immediately: the latest report is written in the background within
     * about 100 ms, outside of any transaction, so that it is visible while the attempt runs.
     */
    void progress(long current, long total, @Nullable String message);

    /** {@link #progress(long, long, String)} without a message. */
    default void progress(long current, long total) {
        progress(current, total, null);
    }

    /**
     * Reports an application-defined state of the attempt, such as {@code IMPORTING}. {@link TaskView#status()} returns
     * it while the attempt runs, and SQL can query it in the column {@code phase}. Written like {@link #progress}; the
     * next phase replaces it. For Caraway the task stays STARTED. The last phase is kept when the task finishes, and
     * cleared when another attempt begins.
     *
     * @param phase 1 to 50 letters, digits, blanks, dots, hyphens and underscores, beginning with a letter; not the
     *     name of a {@link TaskState}
     *
     * @throws IllegalArgumentException if the phase has another form
     */
    void phase(String phase);

    /** Publishes a partial result as JSON, written like {@link #progress}; the next partial result replaces it. */
    void partialResult(@Nullable Object value);

    /**
     * Appends a line to the task's log, the table {@code caraway_log}, in the background and outside of any
     * transaction. At most 4,000 characters; longer lines are cut.
     */
    void log(String line);

    /**
     * Returns normally if the attempt may continue. Call it between steps of long work.
     *
     * @throws SoftTimeLimitException if the soft time limit has passed
     * @throws TaskRevokedException if the task was revoked; if the attempt was fenced off, so that its result would be
     *     discarded; or, on a thread other than the method's, if the attempt has ended
     */
    void checkRevoked();

    /**
     * Ends this attempt and runs the task again after {@code delay}; never returns. Write {@code throw
     * task.retryIn(…)}, so that the compiler knows that, too. Call it on the method's thread. Uses up one retry; a
     * transaction of the attempt is rolled back. For a growing delay write {@code task.retryIn(Duration.ofMinutes(1L <<
     * task.retries()))}.
     *
     * @param delay zero or more, at most {@link CallTiming#LONGEST}
     * @throws MaxRetriesExceededException if no retry is left; the task fails with this exception unless it catches it
     * @throws IllegalArgumentException if the delay is out of that range
     */
    default RetryRequest retryIn(Duration delay) {
        throw new RetryRequest(delay, null);
    }

    /**
     * {@link #retryIn(Duration)} because of {@code cause}, which is stored as the attempt's error.
     *
     * @throws MaxRetriesExceededException if no retry is left, with the cause; the task fails with the cause unless it
     *     catches this exception
     */
    default RetryRequest retryIn(Duration delay, Throwable cause) {
        throw new RetryRequest(delay, cause);
    }

    /**
     * {@link #retryIn(Duration, Throwable)} with the delay of {@link Task#retryDelay()}, {@link Task#retryBackoff()}
     * and the other attributes: the same retry that {@link Task#retryFor()} makes for its exceptions, for an exception
     * that the task chooses.
     *
     * @throws MaxRetriesExceededException as {@link #retryIn(Duration, Throwable)}
     */
    default RetryRequest retry(Throwable cause) {
        throw new RetryRequest(null, cause);
    }

    /**
     * Ends this attempt and runs the task again after {@code delay}, because something that it needs is not available
     * yet; never returns, as {@link #retryIn(Duration)}. Uses up no retry, does not count as a failure, and is possible
     * any number of times. The task is {@link TaskState#PENDING} meanwhile; a transaction of the attempt is rolled
     * back.
     *
     * @param delay zero or more, at most {@link CallTiming#LONGEST}; with zero, the task may run again immediately, in
     *     an endless loop
     * @throws IllegalArgumentException if the delay is out of that range
     */
    default PostponeRequest postpone(Duration delay) {
        throw new PostponeRequest(delay);
    }

    /**
     * The value of a signal that is sent to this task, which it waits for without a slot or thread. If the signal was
     * sent before, its value is returned at once, in this attempt and each later one. If not, the attempt ends here:
     * this method throws a {@link ParkRequest}, a transaction of the attempt is rolled back as by {@link #postpone},
     * and the task is {@link TaskState#WAITING}. The signal makes it due again, and the next attempt begins with the
     * method's first line. So let what must not be repeated stand behind the wait, or in a transaction of its own that
     * finds out whether it was done. Uses up no retry and no delivery. While the task waits, it counts for no limit on
     * concurrency and keeps its unique key; the time limits count each attempt by itself. Call it on the method's
     * thread, and do not catch the request.
     *
     * @param name 1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter; a second wait with
     *     the same name has the same value
     * @param type the type of the value
     * @param timeout how long the task waits at most, zero to {@link CallTiming#LONGEST}, from the first attempt on
     *     that waits for this signal, by the database's clock, exact to about a second
     *
     * @throws SignalTimeoutException if the signal was not sent in time; then each later attempt gets this exception at
     *     once. A task that does not catch it fails, whatever its retry policy covers
     * @throws IllegalArgumentException if the name or the time-out is out of that range
     * @throws CarawayException if the value that was sent is not of this type
     * @throws IllegalStateException if the task runs inline
     */
    default <T> T awaitSignal(String name, Class<T> type, Duration timeout) {
        return awaitOptionalSignal(name, type, timeout)
                .orElseThrow(() -> new SignalTimeoutException("Task " + id() + " (" + name() + ") has waited " + timeout
                        + " for the signal '" + name + "', which was not sent; use awaitOptionalSignal to go on"
                        + " without it"));
    }

    /**
     * As {@link #awaitSignal}, but a wait that has timed out is a value.
     *
     * @return the signal's value, empty if it was not sent in time
     */
    <T> Optional<T> awaitOptionalSignal(String name, Class<T> type, Duration timeout);

    /**
     * A signed URL by which somebody without a login sends this task a signal, until it expires; see {@link
     * SignalUrls#create}. Another call makes another URL, so put it in a {@link #step step} if it is to be the same in
     * each attempt.
     *
     * @throws IllegalArgumentException if the name or the span is out of range
     * @throws IllegalStateException if the configuration has no base or no key of such URLs
     */
    default URI signalUrl(String name, Duration validFor) {
        throw new IllegalStateException("Only the injected TaskContext makes URLs of signals; inject it");
    }

    /**
     * Waits for a span of time, as {@link #awaitSignal} waits for a signal: the attempt ends, the task is {@link
     * TaskState#WAITING} without a slot, and a later attempt goes past this line at once. A span shorter than {@code
     * caraway.sleep-parks-from} is waited on the attempt's thread, in each attempt again.
     *
     * @param name identifies this sleep in all attempts of the task, in the form of a signal's name; a second sleep
     *     with the same name does not wait again
     * @param span zero to {@link CallTiming#LONGEST}, from the first attempt on that comes here, by the database's
     *     clock, exact to about a second
     *
     * @throws TaskRevokedException if the task was revoked while it waited on its thread
     * @throws SoftTimeLimitException if its soft time limit has passed while it waited on its thread
     * @throws CarawayException if the thread was interrupted by somebody else; its interrupt flag is set
     * @throws IllegalArgumentException if the name or the span is out of range
     */
    void sleep(String name, Duration span);

    /**
     * Lets a workflow take this task's place, when the method returns: the task keeps its id, its place in its workflow
     * and group and what depends on it, and its result is the workflow's. What the method returns is ignored; its
     * transaction commits together with the steps. If the method throws instead, nothing is replaced. Write
     *
     * <pre>{@code
     * return task.replaceWith(tasks.call(Reports::parts, id).thenEach(Reports::render).join(Reports::bind));
     * }</pre>
     *
     * in a method whose return type is an object.
     *
     * @return null
     * @throws IllegalArgumentException as {@link TaskQueue#enqueue(Workflow)}
     * @throws IllegalStateException if the task runs inline, or has been replaced already
     */
    <R extends @Nullable Object> @Nullable R replaceWith(Workflow<R> workflow);

    /**
     * Adds a member to the group of which this task is one, when the method returns: the group's join waits for it,
     * too, and gets its result after the others. If the method throws instead, nothing is added.
     *
     * @throws IllegalArgumentException as {@link TaskQueue#enqueue(Workflow)}
     * @throws IllegalStateException if the task is no member of a group, or runs inline
     */
    void addToGroup(Workflow<?> member);

    /**
     * Lets the children run, and goes on with {@code next} under this task's id when all have succeeded; meanwhile the
     * task is {@link TaskState#WAITING} and holds no slot. A form of {@link #replaceWith}.
     *
     * @return null
     */
    default <B, E extends @Nullable Object, R extends @Nullable Object> @Nullable R continueAfter(
            Group<E> children, TaskMethod.Value1<B, ? super List<E>, R> next) {
        return replaceWith(children.join(next));
    }

    /**
     * Fails the task immediately, regardless of its retry policy; never returns. For a task that can never succeed as
     * it is: it stays in {@link TaskState#FAILURE} with the error type {@link TaskRejectedException} until an operator
     * handles it.
     *
     * @param reason for the operator
     */
    default TaskRejectedException reject(String reason) {
        throw new TaskRejectedException(reason, null);
    }

    /** {@link #reject(String)} because of {@code cause}. */
    default TaskRejectedException reject(String reason, Throwable cause) {
        throw new TaskRejectedException(reason, cause);
    }

    /**
     * Ends the task because there is nothing to do, for example because its subject has been deleted; never returns.
     * The task becomes a {@link TaskState#SUCCESS} without a result, so that callers which wait for it continue. A
     * transaction of the attempt is rolled back.
     *
     * @param reason written to the task's log
     */
    default IgnoreRequest ignore(String reason) {
        throw new IgnoreRequest(reason);
    }
}
