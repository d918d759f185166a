package org.caraway.internal.client;

/** Runs what may only happen once the caller's work is committed. Thread-safe. */
public interface AfterCommit {

    /** An action that can stand for others, too. Immutable. */
    interface Merging extends Runnable {

        /** Equal for those that can be done as one. */
        Object subject();

        /** What stands for this one and a later one of the same subject. */
        Merging mergedWith(Merging later);
    }

    /**
     * Runs the action at once if the thread has no JTA transaction, else after its commit and not at all after a rollback. Of
     * {@link Merging} actions of one transaction that have equal subjects, one is run that stands for all.
     *
     * @param action short, and does not throw
     */
    void run(Runnable action);

    /** Whether the thread has a transaction that is not over. */
    default boolean pending() {
        return false;
    }
}
