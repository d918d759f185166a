package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.caraway.internal.store.jdbc.CancelledStatements;
import org.caraway.internal.store.jdbc.ServerBounds;

/**
 * Bounds of PostgreSQL, as settings of the transaction. Thread-safe.
 *
 * <p>They cost a transaction of several statements one round trip, which begins it. What runs often (a claim, a batch
 * of completions) is one statement that commits itself, and brings its settings along: {@link GenericPlanStatement}.
 * Settings of the session would cost less, but a pool lends the connection to the application, and PgBouncer in
 * transaction mode the session to others.
 */
final class PostgresBounds implements ServerBounds {

    static final String LOCK_WAIT = LONGEST_LOCK_WAIT.toMillis() + "ms";

    private static final String BOUNDS = """
            SELECT set_config('lock_timeout', '%s', true),
                   set_config('statement_timeout', ?, true),
                   set_config('idle_in_transaction_session_timeout', ?, true)""".formatted(LOCK_WAIT);

    private static final String GENERIC_PLANS = """
            ,
                   set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true),
                   set_config('enable_bitmapscan', 'off', true),
                   set_config('jit', 'off', true)""";

    private static final String BOUNDS_AND_GENERIC_PLANS = BOUNDS + GENERIC_PLANS;

    /** The settings of a single statement that commits itself; its driver cancels it in time. */
    static final String OF_A_STATEMENT = """
            SELECT set_config('lock_timeout', '%s', true)""".formatted(LOCK_WAIT) + GENERIC_PLANS;

    @Override
    public Restoration begin(Connection connection, int networkMillis, Plans plans) throws SQLException {
        String settings =
                switch (plans) {
                    case CHOSEN -> BOUNDS;
                    case GENERIC -> BOUNDS_AND_GENERIC_PLANS;
                };
        try (PreparedStatement begin = connection.prepareStatement(settings)) {
            begin.setString(1, statementTimeout(networkMillis));
            begin.setString(2, idleTimeout(networkMillis));
            begin.execute();
        }
        return Restoration.NONE;
    }

    /** Before the driver gives the connection up. */
    private static String statementTimeout(int networkMillis) {
        return networkMillis == 0 ? "0" : Math.max(1, networkMillis - Math.max(1, networkMillis / 10)) + "ms";
    }

    /** Long after it: what this process leaves unfinished for so long, it has left for good. */
    private static String idleTimeout(int networkMillis) {
        return networkMillis == 0 ? "0" : Math.min(2L * networkMillis, Integer.MAX_VALUE) + "ms";
    }

    @Override
    public Connection cancelling(Connection connection, int networkMillis) {
        return CancelledStatements.on(connection, networkMillis);
    }
}
