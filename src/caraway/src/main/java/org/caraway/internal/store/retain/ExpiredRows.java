package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.store.jdbc.Intervals;

/**
 * Deletes rows that are not needed any more, so that small tables stay small: unique keys whose span of time is over,
 * worker requests that are over, and audit records, counters and fires of schedules that are as old as the tasks that
 * are deleted; {@link
 * FullBuckets} does it for buckets. Each statement reads an index from its old end. A row that another session has
 * locked is in use, and left for the next time. Stateless.
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

    /** Requests whose sender could not delete them. */
    private static final String REQUESTS = """
            DELETE FROM caraway_worker_request
             WHERE (worker_id, id) IN (
                   SELECT worker_id, id
                     FROM caraway_worker_request
                    WHERE expires_at < CURRENT_TIMESTAMP
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    /** The first ids are the oldest records, so only those are read. */
    static final String OLD_AUDIT = """
            SELECT id
              FROM (SELECT id, at
                      FROM caraway_audit
                     ORDER BY id
                     LIMIT ?) AS oldest
             WHERE at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND""";

    private static final String AUDIT = """
            DELETE FROM caraway_audit
             WHERE id IN (
                   SELECT id
                     FROM caraway_audit
                    WHERE id = ANY (?)
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

    private static final String FIRES = """
            DELETE FROM caraway_schedule_fire
             WHERE (schedule_id, fire_at) IN (
                   SELECT schedule_id, fire_at
                     FROM caraway_schedule_fire
                    WHERE recorded_at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
                      AND outcome <> 'QUEUED'
                    ORDER BY recorded_at
                    LIMIT ?
                      FOR UPDATE SKIP LOCKED)""";

    private ExpiredRows() {}

    /** Deletes at most {@code limit} rows of each table; returns whether one of them had as many, and may have more. */
    static boolean prune(Connection connection, Duration age, int limit) throws SQLException {
        int most = 0;
        for (String statement : List.of(WINDOWS, REQUESTS)) {
            most = Math.max(most, prune(connection, statement, limit));
        }
        most = Math.max(most, prune(connection, COUNTERS, age, limit));
        most = Math.max(most, prune(connection, FIRES, age, limit));
        most = Math.max(most, pruneAudit(connection, age, limit));
        return most == limit;
    }

    private static int pruneAudit(Connection connection, Duration age, int limit) throws SQLException {
        List<Long> old = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(OLD_AUDIT)) {
            select.setInt(1, limit);
            select.setDouble(2, Intervals.seconds(age));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    old.add(row.getLong(1));
                }
            }
        }
        if (old.isEmpty()) {
            return 0;
        }
        try (PreparedStatement delete = connection.prepareStatement(AUDIT)) {
            delete.setArray(1, connection.createArrayOf("bigint", old.toArray()));
            return delete.executeUpdate();
        }
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
