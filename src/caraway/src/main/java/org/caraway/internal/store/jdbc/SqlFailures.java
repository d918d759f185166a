package org.caraway.internal.store.jdbc;

import java.lang.reflect.UndeclaredThrowableException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.Set;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Classifies SQL failures by SQLState: PostgreSQL's are in appendix A of its manual, H2's in its {@code ErrorCode}
 * class.
 *
 * <p>The translated exception contains no bound value: PostgreSQL's driver writes the whole statement with its values
 * into the message of a failed batch, and the server the offending data into the message's second and further lines. So
 * the batch's own exception is left out, and only the first line of the message is used.
 */
public final class SqlFailures {

    /** Serialization failure, deadlock, lock not available in time; and H2's lock time-out. */
    private static final Set<String> BROKEN_OFF = Set.of("40001", "40P01", "55P03", "HYT00");

    /** PostgreSQL's and H2's. */
    private static final Set<String> LOCK_NOT_AVAILABLE = Set.of("55P03", "HYT00");

    /**
     * Wrong data, broken constraint, wrong or forbidden statement, more than the server's limits allow, and failures
     * that a trigger raises: a later try would fail, too.
     */
    private static final Set<String> PERMANENT_CLASSES = Set.of("22", "23", "42", "21", "0A", "54", "P0");

    private SqlFailures() {}

    static boolean maySucceedWhenTriedAgain(SQLException failure) {
        String state = stateOf(failure);
        return state != null && BROKEN_OFF.contains(state);
    }

    /** Whether another transaction has held a lock for longer than this one would wait. */
    public static boolean lockNotAvailable(SQLException failure) {
        String state = stateOf(failure);
        return state != null && LOCK_NOT_AVAILABLE.contains(state);
    }

    /**
     * The SQL failure that a pool's proxy has wrapped: on a connection that is dead already, Payara's proxy throws the
     * driver's exception wrapped in two others, and not as an SQLException.
     *
     * @throws UndeclaredThrowableException the same one, if it wraps no failure of a database
     */
    public static SQLException unwrapped(UndeclaredThrowableException wrapped) {
        for (Throwable cause : Causes.of(wrapped)) {
            if (cause instanceof SQLException failure) {
                return failure;
            }
        }
        throw wrapped;
    }

    /** Whether a row with this key is there already. */
    public static boolean duplicate(SQLException failure) {
        return "23505".equals(stateOf(withoutBatch(failure)));
    }

    /** Whether a row violates a check of its table or partition. */
    public static boolean breaksCheck(SQLException failure) {
        return "23514".equals(stateOf(failure));
    }

    /** Whether the database refuses the data or the statement, and would refuse it each time. */
    public static boolean permanent(SQLException thrown) {
        SQLException failure = withoutBatch(thrown);
        String state = stateOf(failure);
        return failure instanceof SQLIntegrityConstraintViolationException
                || (state != null && state.length() == 5 && PERMANENT_CLASSES.contains(state.substring(0, 2)));
    }

    /** The exception for the caller; a failure of unknown kind counts as an outage of the database, which may pass. */
    public static CarawayException translated(String purpose, SQLException thrown) {
        SQLException failure = withoutBatch(thrown);
        String state = stateOf(failure);
        if (permanent(failure)) {
            return new CarawayException(
                    purpose + ": the database refused it (SQLState " + state + "): " + firstLine(failure), failure);
        }
        return new QueueUnavailableException(
                purpose + ": the database did not answer (SQLState " + state + "): " + firstLine(failure), failure);
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
    private static @Nullable String stateOf(SQLException failure) {
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && !(cause instanceof BatchUpdateException)) {
                return sql.getSQLState();
            }
            if (cause instanceof BatchUpdateException batch && batch.getNextException() != null) {
                return batch.getNextException().getSQLState();
            }
            if (cause instanceof BatchUpdateException batch && batch.getSQLState() != null) {
                return batch.getSQLState();
            }
        }
        return null;
    }
}
