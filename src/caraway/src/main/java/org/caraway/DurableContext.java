package org.caraway;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a task can store while it runs, so that its next attempt goes on where this one stopped: part of {@link
 * TaskContext}.
 *
 * <p>A <em>durable step</em> is a named part of a task. When its work has returned, its value is stored with the task,
 * under the lease of this attempt; the next attempt gets the stored value, and the work does not run again. Nothing has
 * to be deterministic except the names: what is not in a step simply runs again.
 *
 * <p>Names are unique within a task: put the index or the key of a loop in the name. 1 to 200 characters, beginning
 * with a letter or digit, without control characters. When the work throws, nothing is stored, and the name may be used
 * again. After a release that has renamed or removed a step, the next attempt of a task that has stored it logs a
 * warning, also in the task's log: the work under the new name runs.
 *
 * <p>The type of the value is what the compiler found for the lambda or method reference. JSON needs the whole type, so
 * for a type with parameters, such as {@code List<Long>}, write a reference to a method that declares it, or put the
 * list in a record. Values have the size limit and the {@link Task#format format} of results, and may be null. Where
 * the task runs inline, steps are kept for its retries and stored nowhere.
 *
 * <p>While the database is unavailable, a finished step waits to be stored until the attempt's soft time limit; then
 * the task runs again, uncounted, as after any outage. A step whose attempt has lost its lease is refused with
 * {@link TaskRevokedException}.
 */
public interface DurableContext {

    /**
     * The work of a step that returns a value. Write a lambda or a method reference; it is serializable only so that
     * its type can be found.
     */
    @FunctionalInterface
    interface Work<T extends @Nullable Object, X extends Exception> extends Serializable {
        /** Runs the work. */
        T run() throws X;
    }

    /** The work of a step without a value. */
    @FunctionalInterface
    interface Action<X extends Exception> extends Serializable {
        /** Runs the work. */
        void run() throws X;

        /** The same work, whose value is null. */
        @SuppressWarnings("NullAway") // it takes the value of a lambda for one that is never null
        private Work<@Nullable Void, X> asWork() {
            return () -> {
                run();
                return null;
            };
        }
    }

    /**
     * Runs the work and stores its value; returns the stored value without running the work if an earlier attempt has
     * stored it. Inside of a transaction the value is part of it: value and work commit together, so that the work of a
     * stored step in the same database is done exactly once. Outside, the value is committed when this method returns:
     * a worker that dies between the work and that commit lets the work run again.
     *
     * @throws IllegalArgumentException if the name has another form, or the type of the value cannot be stored
     * @throws DurableStepException if this attempt has used the name already, the value is too large or cannot be
     *     written, or the stored value cannot be read: the task fails and is not retried
     * @throws TaskRevokedException if the attempt has lost its lease
     * @throws X what the work throws
     */
    <T extends @Nullable Object, X extends Exception> T step(String name, Work<T, X> work) throws X;

    /** {@link #step(String, Work)} without a value. */
    default <X extends Exception> void step(String name, Action<X> work) throws X {
        step(name, work.asWork());
    }

    /**
     * {@link #step(String, Work)} in a transaction of its own, which commits the work together with the value. Only
     * outside of a transaction. If the commit fails, the task is retried, as when the transaction of a {@code
     * @Transactional} task does not commit.
     *
     * @throws IllegalStateException inside of a transaction
     */
    <T extends @Nullable Object, X extends Exception> T stepInTransaction(String name, Work<T, X> work) throws X;

    /** {@link #stepInTransaction(String, Work)} without a value. */
    default <X extends Exception> void stepInTransaction(String name, Action<X> work) throws X {
        stepInTransaction(name, work.asWork());
    }

    /**
     * Has an effect on another system, which no transaction covers: at least once. It is {@link #step(String, Work)},
     * but only outside of a transaction, whose rollback would forget an effect that has happened. If the worker dies
     * after the effect and before it is stored, it happens again: give {@link #stepKey()} to the other system, which
     * then can tell the repetition.
     *
     * @throws IllegalStateException inside of a transaction
     */
    <T extends @Nullable Object, X extends Exception> T once(String name, Work<T, X> effect) throws X;

    /** {@link #once(String, Work)} without a value. */
    default <X extends Exception> void once(String name, Action<X> effect) throws X {
        once(name, effect.asWork());
    }

    /**
     * The idempotency key of the step whose work the current thread runs: made of the task's id and the step's name, so
     * that it is the same in each attempt. 36 characters, the text of a UUID.
     *
     * @throws IllegalStateException if the current thread runs no work of a step
     */
    String stepKey();

    /**
     * Runs the work in a transaction of its own, which commits when it returns. Only outside of a transaction: for the
     * batches of a task that is not {@code @Transactional}, with {@link TaskCursor#set} as part of each. If the commit
     * fails, the task is retried, as after {@link #stepInTransaction}.
     *
     * @throws IllegalStateException inside of a transaction
     * @throws X what the work throws; the transaction is rolled back
     */
    <T extends @Nullable Object, X extends Exception> T inTransaction(Work<T, X> work) throws X;

    /**
     * The task's cursor.
     *
     * @param type the class of its values, such as {@code Long} or a record
     * @throws IllegalArgumentException if values of this type cannot be stored
     */
    <T> TaskCursor<T> cursor(Class<T> type);

    /**
     * Gives the task back if the worker has been told to stop; else does nothing. Call it between the parts of long
     * work, so that a release does not have to wait or to interrupt: another worker goes on at the {@link
     * #cursor(Class) cursor}. The attempt counts neither as a retry nor as a delivery; a transaction of the task is
     * rolled back. Never returns then, as {@link TaskContext#postpone}.
     */
    void pauseHere();
}
