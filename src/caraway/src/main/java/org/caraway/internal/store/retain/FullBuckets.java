package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Deletes buckets of rate limits that have been full for a day: a new one is full, too. Thread-safe.
 *
 * <p>No index has their instants, because each claim of a limited task changes one, and would write into the index. So
 * a round reads a stretch of the primary key, which is bounded however many keys there are, and the next round
 * continues where it ended.
 */
final class FullBuckets {

    private static final int STRETCH = 10;

    private volatile Key last = Key.BEFORE_ALL;

    /** A primary key of {@code caraway_limit}. */
    private record Key(String owner, String rate, String taskKey) {

        static final Key BEFORE_ALL = new Key("", "", "");

        int bind(PreparedStatement statement, int index) throws SQLException {
            statement.setString(index, owner);
            statement.setString(index + 1, rate);
            statement.setString(index + 2, taskKey);
            return index + 3;
        }
    }

    static final String END = """
            SELECT owner, rate, task_key
              FROM caraway_limit
             WHERE (owner, rate, task_key) > (?, ?, ?)
             ORDER BY owner, rate, task_key
             LIMIT 1
            OFFSET ?""";

    static final String DELETE = """
            DELETE FROM caraway_limit
             WHERE (owner, rate, task_key) IN (
                   SELECT owner, rate, task_key
                     FROM caraway_limit
                    WHERE (owner, rate, task_key) > (?, ?, ?)
                      AND (owner, rate, task_key) <= (?, ?, ?)
                      AND next_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY
                    ORDER BY owner, rate, task_key
                      FOR UPDATE SKIP LOCKED)""";

    static final String DELETE_REST = """
            DELETE FROM caraway_limit
             WHERE (owner, rate, task_key) IN (
                   SELECT owner, rate, task_key
                     FROM caraway_limit
                    WHERE (owner, rate, task_key) > (?, ?, ?)
                      AND next_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY
                    ORDER BY owner, rate, task_key
                      FOR UPDATE SKIP LOCKED)""";

    /** Deletes those of the next stretch, of ten times the limit; returns how many. */
    int prune(Connection connection, int limit) throws SQLException {
        Key begin = last;
        Key end = end(connection, begin, limit * STRETCH);
        int deleted = deleted(connection, begin, end);
        last = end == null ? Key.BEFORE_ALL : end;
        return deleted;
    }

    /** The last key of the stretch; null if less than a stretch is left. */
    private static @Nullable Key end(Connection connection, Key begin, int rows) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(END)) {
            select.setInt(begin.bind(select, 1), rows - 1);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Key(row.getString(1), row.getString(2), row.getString(3)) : null;
            }
        }
    }

    private static int deleted(Connection connection, Key begin, @Nullable Key end) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(end == null ? DELETE_REST : DELETE)) {
            int next = begin.bind(delete, 1);
            if (end != null) {
                end.bind(delete, next);
            }
            return delete.executeUpdate();
        }
    }
}
