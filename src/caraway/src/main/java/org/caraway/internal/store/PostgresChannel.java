package org.caraway.internal.store;

import java.lang.reflect.UndeclaredThrowableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.caraway.CarawayException;

/**
 * {@code NOTIFY} and {@code LISTEN}. Thread-safe. The channel is named after the schema, so that two Caraways in one database do
 * not wake each other.
 *
 * <p>Never call {@link #send} from a business transaction: PostgreSQL takes a lock on the whole database when a transaction that
 * notifies commits.
 */
final class PostgresChannel implements NodeChannel {

    private final DataSource dataSource;
    private final Connections connections;

    PostgresChannel(DataSource dataSource, Duration timeout) {
        this.dataSource = dataSource;
        connections = new Connections(dataSource, null, timeout);
    }

    private static final String NOTIFY = """
            SELECT pg_notify('caraway_' || left(current_schema(), 50), ?)""";

    @Override
    public void send(String message) {
        connections.alone("The other nodes were not told", connection -> {
            try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
                notify.setString(1, message);
                return notify.execute();
            }
        });
    }

    @Override
    public Line listen() {
        try {
            return open(dataSource.getConnection());
        } catch (SQLException failure) {
            throw SqlFailures.translated("Notifications cannot be heard", failure);
        } catch (UndeclaredThrowableException wrapped) {
            throw SqlFailures.translated("Notifications cannot be heard", SqlFailures.unwrapped(wrapped));
        } catch (LinkageError driverNotVisible) {
            throw new CarawayException(
                    "Notifications cannot be heard: the class " + driverNotVisible.getMessage()
                            + " of PostgreSQL's driver is not visible to the application; put the driver where it is",
                    driverNotVisible);
        }
    }

    private static Line open(Connection connection) throws SQLException {
        boolean listening = false;
        try {
            connection.setAutoCommit(true);
            Line line = new PostgresLine(connection);
            startListening(connection);
            listening = true;
            return line;
        } finally {
            if (!listening) {
                connection.close();
            }
        }
    }

    /** An identifier cannot be bound: the server writes the statement itself. */
    private static final String LISTEN = """
            SELECT format('LISTEN %I', 'caraway_' || left(current_schema(), 50))""";

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
