package org.caraway.internal.client;

import org.jspecify.annotations.Nullable;

/** Runs actions after the commit of the caller's transaction. Thread-safe. */
public interface AfterCommit {

    /** An action that can be merged with others. Immutable. */
    interface Merging extends Runnable {

        /** Actions with equal subjects can be merged. */
        Object subject();

        /** One action in place of this one and a later one of the same subject. */
        Merging mergedWith(Merging later);
    }

    /**
     * Runs the action at once if the thread has no JTA transaction, else after its commit and not at all after a
     * rollback. Of {@link Merging} actions of one transaction with equal subjects, only their merged action runs.
     *
     * @param action short, and does not throw
     */
    void run(Runnable action);

    /** Whether the thread has a transaction that is not over. */
    default boolean pending() {
        return transaction() != null;
    }

    /** What stands for the thread's transaction, equal for one and the same; null if it has none that is not over. */
    default @Nullable Object transaction() {
        return null;
    }
}
