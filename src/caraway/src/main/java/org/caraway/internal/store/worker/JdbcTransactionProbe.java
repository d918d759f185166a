package org.caraway.internal.store.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.caraway.internal.store.jdbc.Connections;

/** {@link TransactionProbe} as a request to no worker, which is over already. Thread-safe. */
public final class JdbcTransactionProbe implements TransactionProbe {

    private final Connections connections;

    public JdbcTransactionProbe(Connections connections) {
        this.connections = connections;
    }

    private static final String WRITE = """
            INSERT INTO caraway_worker_request (worker_id, id, expires_at)
            VALUES ('', ?, CURRENT_TIMESTAMP)""";

    @Override
    public void write(UUID id) {
        connections.joining(
                "The data source was not checked for transactions", connection -> execute(connection, WRITE, id));
    }

    private static final String REMOVE = """
            DELETE FROM caraway_worker_request
             WHERE worker_id = '' AND id = ?""";

    @Override
    public boolean remove(UUID id) {
        return connections.alone(
                "The data source was not checked for transactions", connection -> execute(connection, REMOVE, id) == 1);
    }

    private static int execute(Connection connection, String statement, UUID id) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(statement)) {
            change.setObject(1, id);
            return change.executeUpdate();
        }
    }
}
