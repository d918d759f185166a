package org.caraway.internal.store.postgres;

import static java.lang.System.Logger.Level.DEBUG;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.signal.NodeChannel;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection that listens. Confined to one thread. With {@link PostgresHeldConnection}, {@link PostgresCopy} and
 * {@link CopyRows} the only class that names PostgreSQL's driver, which may be absent.
 */
final class PostgresListener implements NodeChannel.Listener {

    private static final System.Logger LOG = System.getLogger(PostgresListener.class.getName());
    private static final String NOT_RECEIVED = "Notifications are no longer received";

    private final Connections connections;
    private final Connection connection;
    private final PGConnection driver;
    private final boolean autoCommit;
    private final int networkTimeout;

    /** Prepares the connection: each statement commits, and no read waits for ever for an unavailable server. */
    PostgresListener(Connection connection, Duration timeout, Connections connections) throws SQLException {
        this.connections = connections;
        this.connection = connection;
        driver = connection.unwrap(PGConnection.class);
        autoCommit = connection.getAutoCommit();
        networkTimeout = connection.getNetworkTimeout();
        connection.setAutoCommit(true);
        connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, timeout.toMillis()));
    }

    @Override
    public List<String> receive(Duration timeout) {
        try {
            PGNotification[] received = driver.getNotifications((int) Math.max(1, timeout.toMillis()));
            return received == null
                    ? List.of()
                    : Arrays.stream(received).map(PGNotification::getParameter).toList();
        } catch (SQLException broken) {
            throw connections.translated(NOT_RECEIVED, broken);
        } catch (RuntimeException wrapped) {
            throw connections.translated(NOT_RECEIVED, SqlFailures.unwrapped(wrapped));
        }
    }

    /** The pool lends the connection to others, who have not asked for notifications. */
    @Override
    public void close() {
        try (connection) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("UNLISTEN *");
            }
            driver.getNotifications(); // notifications that have not been received
            connection.setAutoCommit(autoCommit);
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
        } catch (SQLException | RuntimeException broken) {
            LOG.log(DEBUG, "The listening connection is broken; its pool will detect that", broken);
        }
    }
}
