package org.caraway.internal.store.recover;

/** Whether the database that holds the queue could do its work. Thread-safe. */
public interface DatabaseAvailability {

    /**
     * Whether it was unavailable for any statement of this process since then, or accepts no writes now. Asks the
     * database if nothing is known, which takes as long as pool and database allow. Not inside a transaction.
     *
     * @param nanos a {@link System#nanoTime()}
     */
    boolean unavailableSince(long nanos);
}
