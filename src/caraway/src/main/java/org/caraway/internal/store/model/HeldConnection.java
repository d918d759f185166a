package org.caraway.internal.store.model;

/**
 * The connection of another thread's transaction, for code that has to interrupt a statement in it. Thread-safe. It
 * belongs to that transaction: no method may be called after the transaction has finished, because then the pool may
 * have lent the connection to another thread.
 */
public interface HeldConnection {

    /** No connection is known: nothing can be interrupted. */
    HeldConnection NONE = new HeldConnection() {
        @Override
        public void cancel() {}

        @Override
        public void abort() {}

        @Override
        public void reportBroken() {}
    };

    /**
     * Asks the database to cancel the running statement; harmless if none runs. Takes as long as opening a connection.
     * A failure is logged.
     */
    void cancel();

    /**
     * Cuts the connection off: a thread that waits for it gets an exception at once, and the database rolls the
     * transaction back as soon as it notices, which is at once unless it is still busy with a statement.
     */
    void abort();

    /**
     * Reports to the pool, on the thread of its transaction, that the connection must not be reused after {@link
     * #abort}.
     */
    void reportBroken();
}
