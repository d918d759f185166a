package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A statement on PostgreSQL whose plan is pinned ({@link PostgresDialect#PIN_PLANS}) in the same round trip. Confined to one thread.
 *
 * <p>Both are sent together and are one transaction, on a connection that commits by itself, too, unless the driver's URL has
 * {@code preferQueryMode=simple} or {@code stringtype=unspecified}: then the plans are left to the server.
 */
final class GenericPlanStatement implements AutoCloseable {

    private static final String PINNED = PostgresDialect.PIN_PLANS + ";\n";

    private final PreparedStatement both;

    /** Prepares it with its parameters yet to be bound. */
    GenericPlanStatement(Connection connection, String sql) throws SQLException {
        both = connection.prepareStatement(PINNED + sql);
    }

    /** What its parameters are bound on. */
    PreparedStatement statement() {
        return both;
    }

    /** Executes it and returns its rows. */
    ResultSet rows() throws SQLException {
        both.execute();
        ResultSet rows = both.getMoreResults() ? both.getResultSet() : null;
        if (rows == null) {
            throw new SQLException("The pool's statements show only the first result of two; use one that shows all");
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        both.close();
    }
}
