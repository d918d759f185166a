package org.caraway;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Facts and controls of the attempt that the current thread works for. Inject it once, into a bean of any scope: it
 * always speaks of the current thread's attempt. That is the thread of the task's method, and any that runs what the
 * task gave to a {@code ManagedExecutorService} or {@code ContextService}, unless its context clears or leaves the type
 * "Caraway.Task". Once the attempt has ended, reports from such a thread are ignored. Outside of a task every method
 * throws {@link IllegalStateException}.
 */
public interface TaskContext {

    /** The running task's id. */
    UUID id();

    /** The name of its task definition. */
    String name();

    /** The queue it was claimed from. */
    String queue();

    /** The number of this attempt, from 1; a redelivery after a lost worker counts too. */
    int attempt();

    /** How many of the attempts so far were retries, 0 on the first run. */
    int retries();

    /** How many retries it may have in all: its call's, or else its definition's; -1 without end. */
    int maxRetries();

    /** Its priority, 0 to 9. */
    int priority();

    /**
     * Its arguments as they may be shown: JSON, an array or an object by parameter name, with {@code ***} in place of
     * each that is {@link Sensitive}. For log lines, audits and the like; the method has the values themselves. Absent
     * if they do not fit the method's parameters, so that nobody can tell which are sensitive; or are in a {@link
     * Task#format format}, which may be there to hide them.
     */
    Optional<String> arguments();

    /**
     * The worker that runs this attempt, as {@link TaskView#workerId()} has it; absent if none does, but its caller.
     */
    Optional<String> worker();

    /**
     * Whether it runs on its caller's thread, by {@link TaskQueue#run} or {@link TaskQueue#apply}: then nothing of it
     * is stored.
     */
    default boolean inline() {
        return worker().isEmpty();
    }

    /**
     * How often before it was lost with its worker or its database, so that it had to be delivered again; 0 at first.
     */
    int deliveries();

    /**
     * Whether it may have begun before without anybody knowing how far it got: {@link #deliveries()} is more than 0.
     */
    default boolean redelivered() {
        return deliveries() > 0;
    }

    /** Whether what the method returns is dropped: its call says so, or else its definition. */
    boolean ignoresResult();

    /** What the caller sent along; unmodifiable. */
    Map<String, String> headers();

    /**
     * The name of whoever enqueued the task, or the task that enqueued it, and so on; absent if nobody had logged in. A
     * fact about the caller, not a login: no security context is set up from it.
     */
    Optional<String> caller();

    /** The locale that the caller's request asked for, absent if it asked for none. */
    Optional<Locale> locale();

    /**
     * The time zone that the caller's request named, absent if it named none: in the header {@code
     * caraway.time-zone-header}, which the application's pages have to send.
     */
    Optional<ZoneId> timeZone();

    /**
     * Those of the caller's roles that {@code caraway.propagate-roles} names; empty if it had none. Facts about the
     * caller when it enqueued, not a login.
     */
    Set<String> callerRoles();

    /** The W3C {@code traceparent} of the call, absent if it was not traced. */
    Optional<String> traceParent();

    /** The first task of the line of descent: this task's own id if no task enqueued it. */
    UUID root();

    /** The task that enqueued this one. */
    Optional<UUID> parent();

    /** How long this attempt may run at all: its call's limit, or else its definition's. */
    Duration timeLimit();

    /** How long this attempt may run before it is interrupted. */
    Duration softTimeLimit();

    /** The instant of the hard time limit, by this machine's clock. */
    Instant deadline();

    /** The instant of the soft time limit, by this machine's clock. */
    Instant softDeadline();

    /**
     * Since when it was due when this attempt was claimed: what its call asked for, or when its retry was planned. By
     * this machine's clock, and to within the moments that passed between claim and start.
     */
    Instant runAt();

    /** After which no attempt of it begins, as exact as {@link #runAt}; absent if it does not expire. */
    Optional<Instant> expiresAt();

    /**
     * Reports how far the attempt is. Returns at once: the latest report is written within about 100 ms in the
     * background, outside of any transaction, so that it is seen while the attempt runs.
     */
    void progress(long current, long total, @Nullable String message);

    /** {@link #progress(long, long, String)} without a message. */
    default void progress(long current, long total) {
        progress(current, total, null);
    }

    /**
     * Says which state of the application's own the attempt is in, such as {@code IMPORTING}: what {@link
     * TaskView#status()} shows while it runs, and the column {@code phase} for anyone to query. Written in the way of
     * {@link #progress}; the next one replaces it. The task stays STARTED for Caraway; the last one is kept when it is
     * over, and forgotten when another attempt begins.
     *
     * @param phase 1 to 50 letters, digits, blanks, dots, hyphens and underscores, with a letter first; no name of a
     *     {@link TaskState}
     * @throws IllegalArgumentException if it is something else
     */
    void phase(String phase);

    /** Publishes a result so far, written as JSON in the way of {@link #progress}; the next one replaces it. */
    void partialResult(@Nullable Object value);

    /**
     * Appends a line to the task's log, the table {@code caraway_log}, in the background and outside of any
     * transaction. At most 4,000 characters; longer lines are cut.
     */
    void log(String line);

    /**
     * Returns if the attempt may go on. Call it between steps of long work.
     *
     * @throws SoftTimeLimitException if the soft time limit has passed
     * @throws TaskRevokedException if the task was revoked; if the attempt was fenced off, so that its result would be
     *     dropped; or on another thread than the method's, if the attempt has ended
     */
    void checkRevoked();

    /**
     * Ends this attempt and runs the task again after {@code delay}; never returns. Written as {@code throw
     * task.retryIn(…)}, so that the compiler knows it too. Has its effect on the method's thread. Uses up one retry; a
     * transaction of the attempt is rolled back. A wait that grows is {@code task.retryIn(Duration.ofMinutes(1L <<
     * task.retries()))}.
     *
     * @param delay zero or more, at most {@link CallTiming#LONGEST}
     * @throws MaxRetriesExceededException if no retry is left: the task fails with it, unless it catches that
     * @throws IllegalArgumentException if the delay is out of that range
     */
    default RetryRequest retryIn(Duration delay) {
        throw new RetryRequest(delay, null);
    }

    /**
     * {@link #retryIn(Duration)} because of {@code cause}, which is stored as the attempt's error.
     *
     * @throws MaxRetriesExceededException if no retry is left, with the cause: the task fails with that, unless it
     *     catches this
     */
    default RetryRequest retryIn(Duration delay, Throwable cause) {
        throw new RetryRequest(delay, cause);
    }

    /**
     * {@link #retryIn(Duration, Throwable)} after the wait that {@link Task#retryDelay()} and its kin say: what
     * {@link Task#retryFor()} does for what it lists, for an exception that the task chooses itself.
     *
     * @throws MaxRetriesExceededException as there
     */
    default RetryRequest retry(Throwable cause) {
        throw new RetryRequest(null, cause);
    }

    /**
     * Ends this attempt and runs the task after {@code delay}, for what it needs is not there yet; never returns, as
     * {@link #retryIn(Duration)}. Uses up no retry, is no failure, and may be said as often as one likes. The task is
     * {@link TaskState#PENDING} until then; a transaction of the attempt is rolled back.
     *
     * @param delay zero or more, at most {@link CallTiming#LONGEST}; with zero, the task may run again at once, without
     *     end
     * @throws IllegalArgumentException if the delay is out of that range
     */
    default PostponeRequest postpone(Duration delay) {
        throw new PostponeRequest(delay);
    }

    /**
     * Fails the task at once, whatever its policy covers; never returns. For a task that can never succeed as it is: it
     * stays as {@link TaskState#FAILURE} with the type {@link TaskRejectedException} until somebody looks at it.
     *
     * @param reason for those who look
     */
    default TaskRejectedException reject(String reason) {
        throw new TaskRejectedException(reason, null);
    }

    /** {@link #reject(String)} because of {@code cause}. */
    default TaskRejectedException reject(String reason, Throwable cause) {
        throw new TaskRejectedException(reason, cause);
    }

    /**
     * Ends the task because there is nothing to do, such as when what it is about has been deleted; never returns. The
     * task is a {@link TaskState#SUCCESS} without a result: nobody has to look at it, and what waits for it goes on. A
     * transaction of the attempt is rolled back.
     *
     * @param reason is written to the task's log
     */
    default IgnoreRequest ignore(String reason) {
        throw new IgnoreRequest(reason);
    }
}
