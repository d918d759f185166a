package org.caraway.internal.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import javax.transaction.xa.XAException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.Causes;
import org.jspecify.annotations.Nullable;

/**
 * What a failure of a database means for the work that met it: the only place that decides this. PostgreSQL's SQLStates
 * are in appendix A of its manual, H2's in its {@code ErrorCode} class.
 *
 * <p>Pools report most of their failures without an SQLState: Payara's "Error in allocating a connection" and "This
 * Managed Connection is not valid", Agroal's "acquisition timeout", DBCP's "Cannot get a connection". None of them
 * concerns the data of a statement, so such a failure counts as {@link #UNAVAILABLE}.
 */
public enum DatabaseFailure {
    /**
     * The database, the way to it, or what it needs is not there now: connection lost, shut down, starting up,
     * read-only after a failover, disk full, out of memory, no connection left. The same work succeeds later.
     */
    UNAVAILABLE,
    /** The transaction was broken off in favour of another one. The same work may succeed at once. */
    CONFLICT,
    /** Wrong data, a broken constraint, a wrong statement, more than the limits allow, or what a trigger raises. */
    REFUSED;

    /** Serialization failure, deadlock, lock not available in time; and H2's lock time-out. */
    private static final Set<String> CONFLICT_STATES = Set.of("40001", "40P01", "55P03", "HYT00");

    /** Connection exception, insufficient resources, system error. */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "58");

    /** Shut down, crashed, starting up, database dropped, session ended for being idle; read-only. */
    private static final Set<String> UNAVAILABLE_STATES = Set.of(
            "57P01",
            "57P02",
            "57P03",
            "57P04",
            "57P05",
            "25006",
            // H2: opened by another process, files cannot be read or written, connection broken, read-only, closed,
            // out of memory, closing, in exclusive mode, remote database not found
            "90020",
            "90028",
            "90031",
            "90067",
            "90097",
            "90098",
            "90108",
            "90121",
            "90135",
            "90149");

    private static final Set<String> REFUSED_CLASSES = Set.of("21", "22", "23", "42", "0A", "54", "P0");

    /**
     * Missing privilege, table, schema, column, function, type. Caraway's own statements are correct once the migration
     * has run: for them this is a wrong GRANT, search path or migration, which an operator puts right.
     */
    private static final Set<String> SETUP_STATES = Set.of(
            "42501",
            "42P01",
            "3F000",
            "42703",
            "42883",
            "42704",
            // H2: table or view, column, schema, privilege
            "42S02",
            "42S03",
            "42S04",
            "42S22",
            "90079",
            "90096");

    /** Packages of pools and of the connector architecture, whose API need not be there. */
    private static final Set<String> POOL_PACKAGES =
            Set.of("jakarta.resource.", "javax.resource.", "com.sun.appserv.connectors.");

    /** Of a failure that one of Caraway's own statements met. Whatever is not known is {@link #UNAVAILABLE}. */
    public static DatabaseFailure ofOwn(SQLException failure) {
        if (wrongSetup(failure)) {
            return UNAVAILABLE;
        }
        DatabaseFailure known = in(failure);
        return known == null ? UNAVAILABLE : known;
    }

    /** Whether this is a matter of privileges, search path or migration, for one of Caraway's own statements. */
    static boolean wrongSetup(SQLException failure) {
        String state = SqlFailures.stateOf(failure);
        return state != null && SETUP_STATES.contains(state);
    }

    /** What this exception or one of its causes reports of a database; null for nothing. The first state decides. */
    public static @Nullable DatabaseFailure in(Throwable failure) {
        boolean withoutState = false;
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof SQLException sql
                    && (SqlFailures.ownState(sql) != null || cause instanceof SQLTransactionRollbackException)) {
                return ofState(sql);
            }
            if (cause instanceof XAException xa && xa.errorCode != 0) {
                return ofErrorCode(xa.errorCode);
            }
            if (cause instanceof QueueUnavailableException own) {
                Throwable why = Causes.direct(own);
                return why != null && in(why) == CONFLICT ? CONFLICT : UNAVAILABLE;
            }
            withoutState |=
                    cause instanceof SQLException || ofPool(cause.getClass().getName());
        }
        return withoutState ? UNAVAILABLE : null;
    }

    /** Whether this is a failure of a pool: an SQL failure for which no driver or server has given a state. */
    public static boolean withoutState(Throwable failure) {
        List<SQLException> failures = Causes.of(failure).stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        return !failures.isEmpty() && failures.stream().allMatch(sql -> SqlFailures.ownState(sql) == null);
    }

    static boolean ofPool(String type) {
        return POOL_PACKAGES.stream().anyMatch(type::startsWith);
    }

    private static @Nullable DatabaseFailure ofState(SQLException failure) {
        String state = String.valueOf(SqlFailures.ownState(failure));
        String ofClass = state.length() == 5 ? state.substring(0, 2) : "";
        if (CONFLICT_STATES.contains(state) || failure instanceof SQLTransactionRollbackException) {
            return CONFLICT;
        }
        if (UNAVAILABLE_STATES.contains(state)
                || UNAVAILABLE_CLASSES.contains(ofClass)
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLTransientConnectionException
                || failure instanceof SQLRecoverableException) {
            return UNAVAILABLE;
        }
        return REFUSED_CLASSES.contains(ofClass) || failure instanceof SQLIntegrityConstraintViolationException
                ? REFUSED
                : null;
    }

    /** A transaction manager may throw what the resource answered to a commit. */
    private static @Nullable DatabaseFailure ofErrorCode(int code) {
        return switch (code) {
            case XAException.XAER_RMFAIL, XAException.XA_RBCOMMFAIL -> UNAVAILABLE;
            case XAException.XA_RBDEADLOCK, XAException.XA_RBTRANSIENT, XAException.XA_RETRY -> CONFLICT;
            case XAException.XA_RBINTEGRITY -> REFUSED;
            default -> null;
        };
    }
}
