package org.caraway.internal.client;

/** Runs what may only happen once the caller's work is committed. Thread-safe. */
public interface AfterCommit {

    /**
     * Runs the action at once if the thread has no JTA transaction, else after its commit and not at all after a rollback. Of
     * equal actions of one transaction the first is run only.
     *
     * @param action short, and does not throw
     */
    void run(Runnable action);

    /** Whether the thread has a transaction that is not over. */
    default boolean pending() {
        return false;
    }
}
