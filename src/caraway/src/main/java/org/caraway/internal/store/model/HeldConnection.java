package org.caraway.internal.store.model;

/**
 * The connection of another thread's transaction, for whoever has to end what hangs in it. Thread-safe. It belongs to that
 * transaction: nothing here may be called after that has ended, for then the pool has given the connection to somebody else.
 */
public interface HeldConnection {

    /** None is known: nothing can be ended. */
    HeldConnection NONE = new HeldConnection() {
        @Override
        public void cancel() {}

        @Override
        public void abort() {}

        @Override
        public void reportBroken() {}
    };

    /**
     * Asks the database to break off the statement that runs; harmless if none does. Takes as long as making a connection does. What
     * fails is logged.
     */
    void cancel();

    /**
     * Cuts the connection off: whoever waits for it gets an exception at once, and the database rolls the transaction back as soon as it
     * notices, which is at once unless it is still busy with a statement.
     */
    void abort();

    /**
     * Tells the pool, on the thread of its transaction, that the connection is not to be given to somebody else after {@link #abort}.
     */
    void reportBroken();
}
