package org.caraway.internal.store.postgres;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.sql.Connection;
import java.sql.SQLException;
import org.caraway.CarawayException;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.HeldConnection;
import org.postgresql.PGConnection;

/**
 * A held connection of PostgreSQL's driver. Thread-safe: both of its methods are made for other threads. To get the
 * connection costs no round trip. Names PostgreSQL's driver, which may be absent, as {@link PostgresListener} does.
 */
final class PostgresHeldConnection implements HeldConnection {

    private static final System.Logger LOG = System.getLogger(PostgresHeldConnection.class.getName());

    private final PGConnection driver;
    private final Connections connections;

    private PostgresHeldConnection(PGConnection driver, Connections connections) {
        this.driver = driver;
        this.connections = connections;
    }

    /**
     * {@link HeldConnection#NONE} if the pool does not provide the driver's connection, or one of another class loader
     * than the application's.
     */
    static HeldConnection of(Connection connection, Connections connections) {
        try {
            return new PostgresHeldConnection(connection.unwrap(PGConnection.class), connections);
        } catch (SQLException notHandedOut) {
            LOG.log(DEBUG, "Statements of tasks cannot be cancelled", notHandedOut);
            return HeldConnection.NONE;
        }
    }

    @Override
    public void cancel() {
        try {
            driver.cancelQuery();
        } catch (SQLException failure) {
            LOG.log(WARNING, "A statement could not be cancelled", failure);
        }
    }

    /**
     * {@link #cancel} interrupts a statement before: the server checks for a closed socket only between two statements.
     */
    @Override
    public void abort() {
        try {
            ((Connection) driver).abort(Runnable::run);
        } catch (SQLException failure) {
            LOG.log(WARNING, "A connection could not be cut off", failure);
        }
    }

    /**
     * Calls the handle's own {@code abort}, as JDBC defines it. Payara destroys the connection when the transaction is
     * finished, and detects the failure at its next use at the latest; with {@code fail-all-connections}, which is not
     * recommended, it then closes all other connections of the pool, too, also those in use, whose attempts run again.
     */
    @Override
    public void reportBroken() {
        try {
            connections.ifJoining(
                    "The connection that was cut off is not used again",
                    connection -> {
                        connection.abort(Runnable::run);
                        return true;
                    },
                    false);
        } catch (CarawayException broken) {
            LOG.log(DEBUG, "The pool has found the connection broken", broken);
        }
    }
}
