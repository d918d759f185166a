package org.caraway.internal.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * Decides whether a failure means that a database became unavailable, rather than that it refused something. SQLStates
 * are those of appendix A of PostgreSQL's manual and of H2's {@code ErrorCode} class.
 */
public final class Outage {

    /** Shut down, crashed, starting up; and H2's closed connection and closed database. */
    private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "90067", "90098", "90121");

    private static final String CONNECTION_CLASS = "08";
    private static final int DEPTH_CAP = 50; // causes can form a circle

    private Outage() {}

    /** Whether this failure, or one of its causes, means an outage; false if it throws when its cause is read. */
    public static boolean caused(Throwable failure) {
        try {
            return inChain(failure);
        } catch (Throwable hostile) { // the border to the application's code, which may have written the exception
            return false;
        }
    }

    private static boolean inChain(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH_CAP; depth++) {
            if (cause instanceof SQLException sql && connectionLost(sql)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean connectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLTransientConnectionException
                || failure instanceof SQLRecoverableException
                || (state != null && (state.startsWith(CONNECTION_CLASS) || STATES.contains(state)));
    }
}
