package org.caraway.internal.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Bounds on the database's side of what a statement of Caraway may wait and take. Thread-safe.
 *
 * <p>The bound of the network protects this process only: a server checks for a closed socket between two statements,
 * so a statement that waits for a lock goes on waiting, and each new try adds one more that waits. Therefore the server
 * itself stops waiting first. It does so after milliseconds, because a lock is no outage: the statement fails, the
 * connection stays usable, and the pool notices nothing.
 */
public interface ServerBounds {

    /**
     * How long a transaction of Caraway's own waits for one lock. Half of the shortest {@code
     * caraway.database-timeout}, and far longer than any transaction of Caraway takes.
     */
    Duration LONGEST_LOCK_WAIT = Duration.ofMillis(500);

    /** Bounds nothing. */
    ServerBounds NONE = new ServerBounds() {};

    /** How the server plans the statements of a transaction. */
    enum Plans {
        /** As the server chooses. */
        CHOSEN,
        /**
         * Independent of the table's statistics: the server caches a plan, and a queue that was empty when the plan was
         * made may have a million rows a minute later. Only where the database would choose badly otherwise.
         */
        GENERIC
    }

    /** Undoes on a connection what a transaction has set there. */
    @FunctionalInterface
    interface Restoration {

        /** Nothing to undo: the settings were those of the transaction. */
        Restoration NONE = () -> {};

        void restore() throws SQLException;
    }

    /**
     * Begins a transaction of Caraway's own, with bounds that hold until it finishes.
     *
     * @param networkMillis after how long without an answer the driver gives the connection up, 0 for never
     * @return what restores the connection when the transaction has finished
     */
    default Restoration begin(Connection connection, int networkMillis, Plans plans) throws SQLException {
        return Restoration.NONE;
    }

    /** Whether a single statement may be left to a connection that commits each statement. */
    default boolean singleStatements() {
        return true;
    }

    /**
     * The same connection, whose driver has each statement cancelled before it gives the connection up: for statements
     * in a caller's transaction, whose settings are not Caraway's to change.
     *
     * @param networkMillis as in {@link #begin}
     */
    default Connection cancelling(Connection connection, int networkMillis) {
        return connection;
    }
}
