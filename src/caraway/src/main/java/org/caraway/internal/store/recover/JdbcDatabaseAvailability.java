package org.caraway.internal.store.recover;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.jdbc.Connections;

/** Remembers failed statements, and asks the database. Thread-safe. */
public final class JdbcDatabaseAvailability implements DatabaseAvailability {

    /** Does not fit beside the other columns of a row: the database needs a page for it. */
    private static final int BYTES = 12_000;

    private final Connections connections;

    public JdbcDatabaseAvailability(Connections connections) {
        this.connections = connections;
    }

    @Override
    public boolean unavailableSince(long nanos) {
        return connections.unavailableSince(nanos) || !acceptsWrites();
    }

    private static final String WRITE = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_trace)
            VALUES (?, 0, 'availability', CURRENT_TIMESTAMP, 'LOST', ?)""";

    /** Writes a row and rolls back: only a write shows that a database is read-only or its disk full. */
    private boolean acceptsWrites() {
        try {
            return connections.alone("The database was not asked whether it accepts writes", connection -> {
                try (PreparedStatement insert = connection.prepareStatement(WRITE)) {
                    insert.setObject(1, UUID.randomUUID());
                    insert.setString(2, incompressible());
                    return insert.executeUpdate() == 1;
                } finally {
                    rollBack(connection);
                }
            });
        } catch (QueueUnavailableException away) {
            return false;
        }
    }

    private static String incompressible() {
        byte[] bytes = new byte[BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }
}
