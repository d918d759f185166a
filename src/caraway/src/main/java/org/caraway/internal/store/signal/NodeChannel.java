package org.caraway.internal.store.signal;

import java.time.Duration;
import java.util.List;

/**
 * A channel by which the nodes of one database notify each other of committed tasks, without waiting for the next poll.
 * Thread-safe. Messages may be lost: they are hints, and receivers poll, too.
 */
public interface NodeChannel {

    /**
     * Notifies all nodes that listen, this one included, in a transaction of its own.
     *
     * @param message less than 8,000 bytes
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    void send(String message);

    /**
     * Begins to listen, on a connection of its own that is held until the returned listener is closed.
     *
     * @throws org.caraway.CarawayException if that is not possible here
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    Listener listen();

    /** A connection that receives messages. Confined to one thread. */
    interface Listener extends AutoCloseable {

        /**
         * Waits for messages and returns them in the order in which they were sent, none if none arrived in time.
         *
         * @param timeout at least a millisecond
         * @throws org.caraway.QueueUnavailableException if the connection is broken
         */
        List<String> receive(Duration timeout);

        /** Returns the connection to its pool; throws nothing. */
        @Override
        void close();
    }
}
