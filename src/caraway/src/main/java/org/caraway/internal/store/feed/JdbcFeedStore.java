package org.caraway.internal.store.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.RowValues;

/**
 * {@link FeedStore} on a data source. Thread-safe.
 *
 * <p>The lock on the one row of {@code caraway_feed} is held from the increment of the number until the commit of the
 * rows. So rows are committed in the order of their numbers, and a reader that sees one sees all before it.
 */
public final class JdbcFeedStore implements FeedStore {

    private final Connections connections;

    public JdbcFeedStore(Connections connections) {
        this.connections = connections;
    }

    private static final String WANTED = """
            SELECT 1
              FROM caraway_feed
             WHERE id = 1
               AND wanted_until > CURRENT_TIMESTAMP""";

    @Override
    public boolean wanted() {
        return connections.aloneInOne("The followers of the feed were not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(WANTED);
                    ResultSet row = select.executeQuery()) {
                return row.next();
            }
        });
    }

    private static final String WANT = """
            UPDATE caraway_feed
               SET last_seq = CASE WHEN wanted_until > CURRENT_TIMESTAMP THEN last_seq ELSE last_seq + 1 END,
                   wanted_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             WHERE id = 1""";

    /** For the case that a SQL client has deleted the row; continues after the last row of the other table. */
    private static final String BEGIN_ANEW = """
            INSERT INTO caraway_feed (last_seq, wanted_until)
            SELECT COALESCE(MAX(seq), 0) + 1, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
              FROM caraway_event""";

    @Override
    public long want(Duration span) {
        return connections.alone("The feed of task changes was not started", connection -> {
            if (changed(connection, WANT, span) == 0) {
                changed(connection, BEGIN_ANEW, span);
            }
            return lastOf(connection);
        });
    }

    private static int changed(Connection connection, String statement, Duration span) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(statement)) {
            change.setDouble(1, Intervals.seconds(span));
            return change.executeUpdate();
        }
    }

    private static final String RISE = """
            UPDATE caraway_feed
               SET last_seq = last_seq + ?
             WHERE id = 1
               AND wanted_until > CURRENT_TIMESTAMP""";

    private static final String APPEND = """
            INSERT INTO caraway_event (seq, node, changes)
            VALUES (?, ?, ?)""";

    @Override
    public OptionalLong append(String node, List<String> changes) {
        return connections.alone("Task changes were not written", connection -> {
            if (!risen(connection, changes.size())) {
                return OptionalLong.empty();
            }
            long last = lastOf(connection);
            long seq = last - changes.size();
            try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
                for (String row : changes) {
                    insert.setLong(1, ++seq);
                    insert.setString(2, node);
                    insert.setString(3, row);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return OptionalLong.of(last);
        });
    }

    private static boolean risen(Connection connection, int rows) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RISE)) {
            update.setLong(1, rows);
            return update.executeUpdate() == 1;
        }
    }

    private static final String LAST = """
            SELECT last_seq
              FROM caraway_feed
             WHERE id = 1""";

    @Override
    public long last() {
        return connections.aloneInOne("The position of the feed was not read", JdbcFeedStore::lastOf);
    }

    private static long lastOf(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LAST);
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static final String READ = """
            SELECT seq, created_at, changes
              FROM caraway_event
             WHERE seq BETWEEN ? AND ?
             ORDER BY seq
             LIMIT ?""";

    @Override
    public List<FeedRow> read(long from, long to, int limit) {
        return connections.aloneInOne("Task changes were not read", connection -> {
            List<FeedRow> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(READ)) {
                select.setLong(1, from);
                select.setLong(2, to);
                select.setInt(3, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(new FeedRow(
                                row.getLong("seq"),
                                RowValues.requiredInstant(row, "created_at"),
                                row.getString("changes")));
                    }
                }
            }
            return List.copyOf(rows);
        });
    }

    private static final String PRUNE = """
            DELETE FROM caraway_event
             WHERE seq IN (SELECT seq
                             FROM caraway_event
                            WHERE created_at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
                            ORDER BY seq
                            LIMIT ?)""";

    private static final String ANY_LEFT = """
            SELECT seq
              FROM caraway_event
             LIMIT 1""";

    @Override
    public boolean prune(Duration retention, int limit) {
        return connections.alone("Old task changes were not deleted", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(PRUNE)) {
                delete.setDouble(1, Intervals.seconds(retention));
                delete.setInt(2, limit);
                delete.executeUpdate();
            }
            try (PreparedStatement select = connection.prepareStatement(ANY_LEFT);
                    ResultSet row = select.executeQuery()) {
                return row.next();
            }
        });
    }
}
