package org.caraway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A key under which only one task is enqueued at a time. The application chooses the key; all tasks of the database
 * share one name space. Immutable.
 *
 * <pre>{@code
 * tasks.enqueue(tasks.call(Search::reindex, 42L).unique(UniqueKey.of("reindex-42").whilePending()));
 * }</pre>
 *
 * <p>An index of the database enforces the key, so that exactly one of any number of concurrent calls on any number of
 * nodes enqueues. A call waits while another open transaction holds the key, and takes the key if that transaction is
 * rolled back. It waits no longer than {@code caraway.database-timeout} (on H2: the lock time-out), and then throws
 * {@link QueueUnavailableException}. Batches take their keys in the same order, so that two batches do not deadlock.
 *
 * <p>Use one scope for all calls of a key: keys with {@link Scope#WINDOW} and keys with the other scopes do not exclude
 * each other. A call that returns an existing task fires no {@link TaskEvent.Enqueued}.
 *
 * @param key 1 to 200 characters
 * @param scope how long the key is held
 * @param window the duration, with {@link Scope#WINDOW}; null with the other scopes
 * @param conflict the result of a call whose key is held by another task
 */
public record UniqueKey(String key, Scope scope, @Nullable Duration window, Conflict conflict) {

    private static final int KEY_CAP = 200;

    /** How long a task holds its key. */
    public enum Scope {
        /** From the enqueueing until the first attempt is claimed: at most one task waits, while another may run. */
        PENDING,
        /** Until the task has finished, retries included: at most one task waits or runs. */
        LIVE,
        /** For a fixed duration after the enqueueing, regardless of the task's state. */
        WINDOW
    }

    /** The result of a call whose key is held by another task. */
    public enum Conflict {
        /**
         * Nothing is enqueued; the call returns the handle of the task that holds the key. If that task has another
         * name, the call is refused as with {@link #REFUSE}. With {@link Scope#WINDOW} that task may have been deleted
         * meanwhile.
         */
        EXISTING,
        /**
         * The task that holds the key is changed to the values of the call (arguments, times, queue, priority, key,
         * retries and other overrides, headers, labels, caller and context) if none of its attempts has begun; its id
         * and the end of its {@link Scope#WINDOW} do not change. A task that has begun, or has another name, cannot be
         * replaced: the call throws {@link TaskNotUniqueException}.
         */
        REPLACE,
        /**
         * The call throws {@link TaskNotUniqueException}, and no call of the batch is enqueued; the caller's
         * transaction stays usable.
         */
        REFUSE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with the value and its valid range
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

    /** Held until the task has finished; a second call returns the handle of the first task. */
    public static UniqueKey of(String key) {
        return new UniqueKey(key, Scope.LIVE, null, Conflict.EXISTING);
    }

    /** Held until the first attempt is claimed. */
    public UniqueKey whilePending() {
        return new UniqueKey(key, Scope.PENDING, null, conflict);
    }

    /** Held for this long after the enqueueing, by the database's clock; more than zero. */
    public UniqueKey within(Duration span) {
        return new UniqueKey(key, Scope.WINDOW, requireNonNull(span, "span"), conflict);
    }

    /** The same key with another result for a call whose key is held. */
    public UniqueKey onConflict(Conflict answer) {
        return new UniqueKey(key, scope, window, answer);
    }
}
