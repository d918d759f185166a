package org.caraway.internal.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.caraway.internal.lifecycle.Causes;

/**
 * Decides whether a failure means that a database became unavailable, rather than that it refused something. SQLStates
 * are those of appendix A of PostgreSQL's manual and of H2's {@code ErrorCode} class.
 */
public final class Outage {

    /** Shut down, crashed, starting up; and H2's closed connection and closed database. */
    private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "90067", "90098", "90121");

    private static final String CONNECTION_CLASS = "08";

    private Outage() {}

    /** Whether this failure, or one of its causes that can be read, means an outage. */
    public static boolean caused(Throwable failure) {
        return Causes.of(failure).stream().anyMatch(cause -> cause instanceof SQLException sql && connectionLost(sql));
    }

    private static boolean connectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLTransientConnectionException
                || failure instanceof SQLRecoverableException
                || (state != null && (state.startsWith(CONNECTION_CLASS) || STATES.contains(state)));
    }
}
