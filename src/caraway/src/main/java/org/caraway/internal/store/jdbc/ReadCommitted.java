package org.caraway.internal.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Bounds for a pool whose connections are REPEATABLE READ or SERIALIZABLE by default: transactions of Caraway's own are
 * READ COMMITTED. Thread-safe.
 *
 * <p>Each statement of Caraway sees what was committed before it; claims, unique ids and rescues rely on that. With a
 * snapshot for the whole transaction a task that finished meanwhile would look as if it did not exist. The level is a
 * setting of the session, so it is set and restored around each transaction, which costs a few round trips, and no
 * statement commits by itself. Nothing of this is done for pools with the usual level.
 */
public final class ReadCommitted implements ServerBounds {

    private final ServerBounds bounds;

    /** With these bounds, too. */
    public ReadCommitted(ServerBounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public boolean singleStatements() {
        return false;
    }

    @Override
    public Restoration begin(Connection connection, int networkMillis, Plans plans) throws SQLException {
        int formerly = connection.getTransactionIsolation();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        Restoration restoration = bounds.begin(connection, networkMillis, plans);
        return () -> {
            restoration.restore();
            connection.setTransactionIsolation(formerly);
        };
    }

    @Override
    public Connection cancelling(Connection connection, int networkMillis) {
        return bounds.cancelling(connection, networkMillis);
    }
}
