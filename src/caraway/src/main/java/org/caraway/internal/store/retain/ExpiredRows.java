package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.caraway.internal.store.jdbc.Intervals;

/**
 * Deletes rows that are not needed any more, so that small tables stay small: unique keys whose span of time is over,
 * buckets that have been full for a day (a new one is full, too), worker requests that are over, and audit records and
 * counters that are as old as the tasks that are deleted. A row that another session has locked is in use, and left for
 * the next time. Stateless.
 */
final class ExpiredRows {

    private static final String WINDOWS = """
            DELETE FROM caraway_unique_window
             WHERE unique_key IN (
                   SELECT unique_key
                     FROM caraway_unique_window
                    WHERE held_until < CURRENT_TIMESTAMP
                    ORDER BY held_until
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    private static final String BUCKETS = """
            DELETE FROM caraway_limit
             WHERE (owner, rate, task_key) IN (
                   SELECT owner, rate, task_key
                     FROM caraway_limit
                    WHERE next_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    /** Requests whose sender could not delete them. */
    private static final String REQUESTS = """
            DELETE FROM caraway_worker_request
             WHERE (worker_id, id) IN (
                   SELECT worker_id, id
                     FROM caraway_worker_request
                    WHERE expires_at < CURRENT_TIMESTAMP
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    private static final String AUDIT = """
            DELETE FROM caraway_audit
             WHERE id IN (
                   SELECT id
                     FROM caraway_audit
                    WHERE at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
                    ORDER BY id
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    private static final String COUNTERS = """
            DELETE FROM caraway_counter
             WHERE (at_minute, writer, queue, name) IN (
                   SELECT at_minute, writer, queue, name
                     FROM caraway_counter
                    WHERE at_minute < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
                    ORDER BY at_minute
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    private ExpiredRows() {}

    /** Deletes at most {@code limit} rows of each table; returns whether one of them had as many, and may have more. */
    static boolean prune(Connection connection, Duration age, int limit) throws SQLException {
        int most = 0;
        for (String statement : List.of(WINDOWS, BUCKETS, REQUESTS)) {
            most = Math.max(most, prune(connection, statement, limit));
        }
        for (String statement : List.of(AUDIT, COUNTERS)) {
            most = Math.max(most, prune(connection, statement, age, limit));
        }
        return most == limit;
    }

    private static int prune(Connection connection, String statement, Duration age, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
            delete.setDouble(1, Intervals.seconds(age));
            delete.setInt(2, limit);
            return delete.executeUpdate();
        }
    }

    private static int prune(Connection connection, String statement, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
            delete.setInt(1, limit);
            return delete.executeUpdate();
        }
    }
}
