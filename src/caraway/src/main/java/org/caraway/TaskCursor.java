package org.caraway;

import java.util.Optional;

/**
 * Where the iteration of a task is: one value that is stored with the task, such as the last key that was worked off.
 * The next attempt finds it. A task has one cursor. Thread-safe.
 *
 * <p>Inside of a transaction the value is part of it, so that work and position commit together, at the cost of one
 * statement. Outside it is written in the background within about 100 ms, the latest value only, and at the end of an
 * attempt that has not succeeded: a worker that is killed loses the last 100 ms, and never more. So work outside of a
 * transaction may be repeated, but is not skipped, if it is done before the cursor is set.
 *
 * @param <T> the type of the value: one without type parameters
 */
public interface TaskCursor<T> {

    /**
     * The last value that was set by this attempt or an earlier one; absent if none was set. After a rollback, the last
     * value that was committed.
     *
     * @throws DurableStepException if the stored value cannot be read as this type
     */
    Optional<T> get();

    /**
     * Sets the position. Not null.
     *
     * @throws DurableStepException if the value is larger than a result may be, or cannot be written
     * @throws TaskRevokedException inside of a transaction, if the attempt has lost its lease
     */
    void set(T value);
}
