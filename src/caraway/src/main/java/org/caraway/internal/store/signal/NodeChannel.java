package org.caraway.internal.store.signal;

import java.time.Duration;
import java.util.List;

/**
 * A way by which the nodes of one database tell each other what they have committed, without waiting for the next poll.
 * Thread-safe. What is told may be lost: it is a hint, and whoever needs to know polls too.
 */
public interface NodeChannel {

    /**
     * Tells all nodes that listen, this one included, in a transaction of its own.
     *
     * @param message less than 8,000 bytes
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    void send(String message);

    /**
     * Begins to listen, on a connection of its own that is held until the line is closed.
     *
     * @throws org.caraway.CarawayException if that is not possible here
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    Line listen();

    /** A line on which messages are heard. Confined to one thread. */
    interface Line extends AutoCloseable {

        /**
         * Waits for messages and returns them in the order in which they were sent, none if none came in time.
         *
         * @param patience at least a millisecond
         * @throws org.caraway.QueueUnavailableException if the line is broken
         */
        List<String> hear(Duration patience);

        /** Gives the connection back; throws nothing. */
        @Override
        void close();
    }
}
