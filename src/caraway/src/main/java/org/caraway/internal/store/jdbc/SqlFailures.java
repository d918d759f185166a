package org.caraway.internal.store.jdbc;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Set;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes single SQL failures, and translates them for callers; {@link DatabaseFailure} says what they mean.
 *
 * <p>The translated exception contains no bound value: PostgreSQL's driver writes the whole statement with its values
 * into the message of a failed batch, and the server the offending data into the message's second and further lines. So
 * the batch's own exception is left out, and only the first line of the message is used.
 */
public final class SqlFailures {

    /** PostgreSQL's and H2's. */
    private static final Set<String> LOCK_NOT_AVAILABLE = Set.of("55P03", "HYT00");

    private SqlFailures() {}

    /** Whether another transaction has held a lock for longer than this one would wait. */
    public static boolean lockNotAvailable(SQLException failure) {
        String state = stateOf(failure);
        return state != null && LOCK_NOT_AVAILABLE.contains(state);
    }

    /**
     * The SQL failure that a pool's proxy has wrapped: on a connection that is dead already, Payara's proxy throws the
     * driver's exception wrapped in two others, and not as an SQLException.
     *
     * @throws RuntimeException the same one, if it is Caraway's own or concerns no database
     */
    public static SQLException unwrapped(RuntimeException wrapped) {
        if (wrapped instanceof CarawayException) {
            throw wrapped;
        }
        for (Throwable cause : Causes.of(wrapped)) {
            if (cause instanceof SQLException failure) {
                return failure;
            }
        }
        if (DatabaseFailure.in(wrapped) == DatabaseFailure.UNAVAILABLE) {
            return ofPool(wrapped);
        }
        throw wrapped;
    }

    /** What a pool has thrown in place of an SQL failure. */
    static SQLException ofPool(RuntimeException failure) {
        return new SQLNonTransientConnectionException(failure.getMessage(), failure);
    }

    /** Whether a row with this key is there already. */
    public static boolean duplicate(SQLException failure) {
        return "23505".equals(stateOf(withoutBatch(failure)));
    }

    /**
     * Executes an insertion that ends as {@code Dialect.unlessTaken} says; false if a row with this key is there
     * already.
     */
    public static boolean insertedOne(PreparedStatement insertion) throws SQLException {
        try {
            return insertion.executeUpdate() == 1;
        } catch (SQLException failure) {
            if (duplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    /** Whether a row violates a check of its table or partition. */
    public static boolean breaksCheck(SQLException failure) {
        return "23514".equals(stateOf(failure));
    }

    /** Whether the database refuses the data or the statement, and would refuse it each time. */
    public static boolean permanent(SQLException thrown) {
        return DatabaseFailure.ofOwn(thrown) == DatabaseFailure.REFUSED;
    }

    /** The exception for the caller; a failure of unknown kind counts as an outage of the database, which may pass. */
    public static CarawayException translated(String purpose, SQLException thrown) {
        SQLException failure = withoutBatch(thrown);
        String state = stateOf(failure);
        if (permanent(failure)) {
            return new CarawayException(
                    purpose + ": the database refused it (SQLState " + state + "): " + firstLine(failure), failure);
        }
        String what = ": the database did not answer";
        if (DatabaseFailure.wrongSetup(failure)) {
            what = ": the database lacks what Caraway needs; check privileges, search path and migration";
        } else if (lockNotAvailable(failure)) {
            what = ": another session holds a lock on what it needs";
        }
        return new QueueUnavailableException(
                purpose + what + " (SQLState " + state + "): " + firstLine(failure), failure);
    }

    private static SQLException withoutBatch(SQLException thrown) {
        SQLException failure = thrown;
        while (failure instanceof BatchUpdateException && failure.getNextException() != null) {
            failure = failure.getNextException();
        }
        return failure;
    }

    private static String firstLine(SQLException failure) {
        String message = failure.getMessage();
        return message == null ? "no message" : message.lines().findFirst().orElse("no message");
    }

    /** Drivers and pools wrap exceptions: the outermost state counts. */
    static @Nullable String stateOf(SQLException failure) {
        for (Throwable cause : Causes.of(failure)) {
            String state = cause instanceof SQLException sql ? ownState(sql) : null;
            if (state != null) {
                return state;
            }
        }
        return null;
    }

    /** Without that of its causes; of a batch that of its statement, if that is known. */
    static @Nullable String ownState(SQLException failure) {
        SQLException next = failure.getNextException();
        return failure instanceof BatchUpdateException && next != null ? next.getSQLState() : failure.getSQLState();
    }
}
