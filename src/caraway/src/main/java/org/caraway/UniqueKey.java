package org.caraway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks that no second task be enqueued under the same key: a key of the application's choice, one name space for all
 * tasks of the database. Immutable.
 *
 * <pre>{@code
 * tasks.enqueue(tasks.call(Search::reindex, 42L).unique(UniqueKey.of("reindex-42").whilePending()));
 * }</pre>
 *
 * <p>Held by an index of the database, so that of any number of concurrent calls on any number of nodes exactly one
 * enqueues. A call waits while another transaction that took the key is still open, and takes it itself if that is
 * rolled back; it waits no longer than {@code caraway.database-timeout} (on H2: than its lock time-out), and throws
 * {@link QueueUnavailableException} then. Batches take their keys in one order, so that two of them do not wait for
 * each other for ever.
 *
 * <p>The calls of one key ask for one scope: what holds a key for a span of time, and what holds it while a task lives,
 * do not see each other. Whoever is given an existing task fires no {@link TaskEvent.Enqueued}.
 *
 * @param key 1 to 200 characters
 * @param scope how long the key is taken
 * @param window for how long, with {@link Scope#WINDOW}; null with the others
 * @param conflict what happens to a call whose key is taken
 */
public record UniqueKey(String key, Scope scope, @Nullable Duration window, Conflict conflict) {

    private static final int KEY_CAP = 200;

    /** How long a key is taken. */
    public enum Scope {
        /** From the enqueueing until the first attempt is claimed: one task waits at most, while another may run. */
        PENDING,
        /** Until the task is over, retries included: at most one waits or runs. */
        LIVE,
        /** For a span of time from the enqueueing, whatever becomes of the task. */
        WINDOW
    }

    /** What happens to a call whose key is taken. */
    public enum Conflict {
        /**
         * Nothing is enqueued; the caller gets the handle of the task that has the key. If that is a task of another
         * name, as {@link #REFUSE}. That of a {@link Scope#WINDOW} may have been forgotten or pruned meanwhile.
         */
        EXISTING,
        /**
         * The task that has the key takes over what the call says (arguments, times, queue, priority, key, retries and
         * other overrides, headers, labels, caller and context) if no attempt of it has begun; its id stays, and so
         * does the end of a span. One that has begun, or is of another name, cannot be replaced: {@link
         * TaskNotUniqueException}, as with {@link #REFUSE}.
         */
        REPLACE,
        /**
         * {@link TaskNotUniqueException}, and nothing of the batch is enqueued; a transaction of the caller's goes on.
         */
        REFUSE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what it may be
     */
    public UniqueKey {
        requireNonNull(scope, "scope");
        requireNonNull(conflict, "conflict");
        CallOptions.checkText("unique key", key, KEY_CAP);
        if ((window != null) != (scope == Scope.WINDOW)) {
            throw new IllegalArgumentException("A unique key has a window with the scope WINDOW, and only with that");
        }
        CallTiming.checkSpan("window", window);
        if (window != null && (window.isZero() || window.isNegative())) {
            throw new IllegalArgumentException("A unique key cannot be taken for " + window + "; give more than zero");
        }
    }

    /** Taken until the task is over; a second call gets the handle of the first. */
    public static UniqueKey of(String key) {
        return new UniqueKey(key, Scope.LIVE, null, Conflict.EXISTING);
    }

    /** Taken until the first attempt is claimed. */
    public UniqueKey whilePending() {
        return new UniqueKey(key, Scope.PENDING, null, conflict);
    }

    /** Taken for this long from the enqueueing, by the database's clock; more than zero. */
    public UniqueKey within(Duration span) {
        return new UniqueKey(key, Scope.WINDOW, requireNonNull(span, "span"), conflict);
    }

    /** The same key with another reaction to a call whose key is taken. */
    public UniqueKey onConflict(Conflict answer) {
        return new UniqueKey(key, scope, window, answer);
    }
}
