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
 * Facts and controls of the attempt that the current thread works for. Inject it once, into a bean of any scope: it always
 * speaks of the current thread's attempt. That is the thread of the task's method, and any that runs what the task gave to a
 * {@code ManagedExecutorService} or {@code ContextService}, unless its context clears or leaves the type "Caraway.Task". Once
 * the attempt has ended, reports from such a thread are ignored. Outside of a task every method throws
 * {@link IllegalStateException}.
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

    /** What the caller sent along; unmodifiable. */
    Map<String, String> headers();

    /**
     * The name of whoever enqueued the task, or the task that enqueued it, and so on; absent if nobody had logged in. A fact
     * about the caller, not a login: no security context is set up from it.
     */
    Optional<String> caller();

    /** The locale that the caller's request asked for, absent if it asked for none. */
    Optional<Locale> locale();

    /**
     * The time zone that the caller's request named, absent if it named none: in the header {@code caraway.time-zone-header}, which
     * the application's pages have to send.
     */
    Optional<ZoneId> timeZone();

    /**
     * Those of the caller's roles that {@code caraway.propagate-roles} names; empty if it had none. Facts about the caller when it
     * enqueued, not a login.
     */
    Set<String> callerRoles();

    /** The W3C {@code traceparent} of the call, absent if it was not traced. */
    Optional<String> traceParent();

    /** The first task of the line of descent: this task's own id if no task enqueued it. */
    UUID root();

    /** The task that enqueued this one. */
    Optional<UUID> parent();

    /** The instant of the hard time limit, by this machine's clock. */
    Instant deadline();

    /**
     * Reports how far the attempt is. Returns at once: the latest report is written within about 100 ms in the background,
     * outside of any transaction, so that it is seen while the attempt runs.
     */
    void progress(long current, long total, @Nullable String message);

    /** {@link #progress(long, long, String)} without a message. */
    default void progress(long current, long total) {
        progress(current, total, null);
    }

    /** Publishes a result so far, written as JSON in the way of {@link #progress}; the next one replaces it. */
    void partialResult(@Nullable Object value);

    /**
     * Appends a line to the task's log, the table {@code caraway_log}, in the background and outside of any transaction.
     * At most 4,000 characters; longer lines are cut.
     */
    void log(String line);

    /**
     * Returns if the attempt may go on. Call it between steps of long work.
     *
     * @throws SoftTimeLimitException if the soft time limit has passed
     * @throws TaskRevokedException if the attempt was fenced off, so that its result would be dropped; or on another thread
     *     than the method's, if the attempt has ended
     */
    void checkRevoked();

    /**
     * Ends this attempt and runs the task again after {@code delay}; never returns. Written as
     * {@code throw task.retryIn(…)}, so that the compiler knows it too. Has its effect on the method's thread. Uses up one retry; when none is left the task fails
     * with {@link MaxRetriesExceededException}.
     *
     * @param delay zero or more
     */
    default RetryRequest retryIn(Duration delay) {
        throw new RetryRequest(delay, null);
    }

    /** {@link #retryIn(Duration)} because of {@code cause}, with which the task fails when no retry is left. */
    default RetryRequest retryIn(Duration delay, Throwable cause) {
        throw new RetryRequest(delay, cause);
    }
}
