package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A statement on PostgreSQL whose plan is pinned, and whose lock waits are bounded ({@link
 * PostgresBounds#OF_A_STATEMENT}), in the same round trip. Confined to one thread.
 *
 * <p>Both are sent together and are one transaction, also on a connection that commits each statement, unless the
 * driver's URL has {@code preferQueryMode=simple} or {@code stringtype=unspecified}: then the server chooses the plans.
 *
 * <p>The table that a claim or a batch of completions is planned for grows from nothing to a million rows and back
 * within minutes, and the session keeps the plan. So each such transaction asks for generic plans without sequential
 * scans, bitmap scans and JIT. The settings are those of the transaction, not of the connection: the pool gives the
 * connection to others.
 */
final class GenericPlanStatement implements AutoCloseable {

    private static final String SETTINGS = PostgresBounds.OF_A_STATEMENT + ";\n";

    private final PreparedStatement both;

    /** Prepares it; its parameters are not bound yet. */
    GenericPlanStatement(Connection connection, String sql) throws SQLException {
        both = connection.prepareStatement(SETTINGS + sql);
    }

    /** The statement on which its parameters are bound. */
    PreparedStatement statement() {
        return both;
    }

    /** Executes it and returns its rows. */
    ResultSet rows() throws SQLException {
        both.execute();
        ResultSet rows = both.getMoreResults() ? both.getResultSet() : null;
        if (rows == null) {
            throw new SQLException(
                    "The pool's statements return only the first of two results;" + " use a pool that returns all");
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        both.close();
    }
}
