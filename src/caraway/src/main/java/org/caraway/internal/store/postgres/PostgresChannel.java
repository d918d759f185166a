package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.caraway.CarawayException;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.signal.NodeChannel;

/**
 * {@code NOTIFY} and {@code LISTEN}. Thread-safe. The channel is named after the live table's object id, so that all
 * nodes of one table share it, whatever their search path, and those of another do not.
 *
 * <p>Never call {@link #send} from a business transaction: PostgreSQL takes a lock on the whole database when a
 * transaction that notifies commits. The commit of {@link #send} does not wait for the disk, because a hint need not
 * survive a crash.
 */
final class PostgresChannel implements NodeChannel {

    private final Connections connections;
    private final Duration timeout;

    /** @param connections join nothing */
    PostgresChannel(Connections connections, Duration timeout) {
        this.connections = connections;
        this.timeout = timeout;
    }

    private static final String NOTIFY = """
            SELECT set_config('synchronous_commit', 'off', true),
                   pg_notify('caraway_' || CAST(CAST('caraway_active' AS regclass) AS oid), ?)""";

    @Override
    public void send(String message) {
        connections.alone("The other nodes were not notified", connection -> {
            try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
                notify.setString(1, message);
                return notify.execute();
            }
        });
    }

    @Override
    public Listener listen() {
        try {
            return open(connections.open());
        } catch (SQLException failure) {
            throw connections.translated("Notifications cannot be received", failure);
        } catch (RuntimeException wrapped) {
            throw connections.translated("Notifications cannot be received", SqlFailures.unwrapped(wrapped));
        } catch (LinkageError driverNotVisible) {
            throw new CarawayException(
                    "Notifications cannot be received: the class " + driverNotVisible.getMessage()
                            + " of PostgreSQL's driver is not visible to the application; put the driver where it is",
                    driverNotVisible);
        }
    }

    private Listener open(Connection connection) throws SQLException {
        boolean listening = false;
        try {
            Listener listener = new PostgresListener(connection, timeout, connections);
            startListening(connection);
            listening = true;
            return listener;
        } finally {
            if (!listening) {
                connection.close();
            }
        }
    }

    /** An identifier cannot be a parameter: the server builds the statement itself. */
    private static final String LISTEN = """
            SELECT format('LISTEN %I', 'caraway_' || CAST(CAST('caraway_active' AS regclass) AS oid))""";

    private static void startListening(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String listen;
            try (ResultSet row = statement.executeQuery(LISTEN)) {
                row.next();
                listen = row.getString(1);
            }
            statement.execute(listen);
        }
    }
}
