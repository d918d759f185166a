package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.spi.ResultStore;

/**
 * Notes which results are in the application's store, so that none stays there for ever. Thread-safe.
 *
 * <p>A note is written before its result is saved, and deleted after the result has been deleted. In between it is
 * checked after an hour, and then after twice as long each time, at most a day: the result is needed while the row of
 * its task refers to it, or may still come to refer to it. So this check finds every unneeded result, whatever removed
 * the task (pruning, the drop of a day, {@code forget}, a SQL client) or kept the attempt from completing with its
 * result (a crash, a rollback, a lost lease), and none of these has to handle stored results itself. An unneeded result
 * is returned with a new time, so that it is returned again if it could not be deleted, and to one node only.
 */
public final class JdbcResultNotes implements ResultNotes {

    private static final Duration FIRST_CHECK = Duration.ofHours(1);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int DOUBLINGS_CAP = 5;
    private static final Duration NEXT_TRY = Duration.ofMinutes(10);

    private final Connections connections;

    public JdbcResultNotes(Connections connections) {
        this.connections = connections;
    }

    private static final String NOTE = """
            INSERT INTO caraway_stored_result (task_id, attempt, nonce, store, check_at)
            SELECT CAST(? AS uuid), CAST(? AS integer), CAST(? AS varchar), CAST(? AS varchar),
                   CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             WHERE NOT EXISTS (
                   SELECT 1
                     FROM caraway_stored_result
                    WHERE task_id = ? AND attempt = ? AND nonce = ?)""";

    @Override
    public void note(String store, ResultStore.Key key) {
        connections.joining("The result " + key + " was not recorded", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
                setKey(insert, 1, key);
                insert.setString(4, store);
                insert.setDouble(5, Intervals.seconds(FIRST_CHECK));
                setKey(insert, 6, key);
                return insert.executeUpdate();
            }
        });
    }

    private static void setKey(PreparedStatement statement, int first, ResultStore.Key key) throws SQLException {
        statement.setObject(first, key.task());
        statement.setInt(first + 1, key.attempt());
        statement.setString(first + 2, key.nonce());
    }

    /**
     * The attempts of a live task have not all completed; the row of a finished task says where its result is stored.
     * The task's number alone would not suffice: a chosen id may be used again when its first task is gone.
     */
    private static final String DUE = """
            SELECT note.task_id, note.attempt, note.nonce, note.checks,
                   EXISTS (
                       SELECT 1
                         FROM caraway_active AS task
                        WHERE task.id = note.task_id
                          AND task.attempt = note.attempt)
                   OR EXISTS (
                       SELECT 1
                         FROM caraway_finished AS task
                        WHERE task.id = note.task_id
                          AND task.attempt = note.attempt
                          AND task.state = 'SUCCESS'
                          AND CAST(task.result AS text) LIKE '%-' || note.nonce || '"%') AS needed
              FROM caraway_stored_result AS note
             WHERE note.store = ?
               AND note.check_at <= CURRENT_TIMESTAMP
             ORDER BY note.check_at
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    private static final String CHECK_LATER = """
            UPDATE caraway_stored_result
               SET check_at = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                   checks = LEAST(checks + 1, 100)
             WHERE task_id = ? AND attempt = ? AND nonce = ?""";

    /**
     * A checked note.
     *
     * @param checks how often it was checked before
     * @param needed whether its result is needed
     */
    private record CheckedNote(ResultStore.Key key, int checks, boolean needed) {

        /** Twice as long each time: a result that is kept for a month should not cost hundreds of updates. */
        Duration pause() {
            Duration doubled = FIRST_CHECK.multipliedBy(1L << Math.min(checks + 1, DOUBLINGS_CAP));
            Duration longest = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            return needed ? longest : NEXT_TRY;
        }
    }

    /** The checked notes. Immutable. */
    @Override
    public OrphanedResults orphaned(String store, int limit) {
        return connections.alone("Stored results were not checked", connection -> {
            List<CheckedNote> due = due(connection, store, limit);
            try (PreparedStatement update = connection.prepareStatement(CHECK_LATER)) {
                for (CheckedNote note : due) {
                    update.setDouble(1, Intervals.seconds(note.pause()));
                    setKey(update, 2, note.key());
                    update.addBatch();
                }
                update.executeBatch();
            }
            return new OrphanedResults(
                    due.stream()
                            .filter(note -> !note.needed())
                            .map(CheckedNote::key)
                            .toList(),
                    due.size() == limit);
        });
    }

    private static List<CheckedNote> due(Connection connection, String store, int limit) throws SQLException {
        List<CheckedNote> due = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setString(1, store);
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(new CheckedNote(
                            new ResultStore.Key(row.getObject(1, UUID.class), row.getInt(2), row.getString(3)),
                            row.getInt(4),
                            row.getBoolean(5)));
                }
            }
        }
        return due;
    }

    private static final String DELETED = """
            DELETE FROM caraway_stored_result
             WHERE task_id = ? AND attempt = ? AND nonce = ?""";

    @Override
    public void deleted(List<ResultStore.Key> keys) {
        connections.alone("The notes of deleted results were not deleted", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(DELETED)) {
                for (ResultStore.Key key : keys) {
                    setKey(delete, 1, key);
                    delete.addBatch();
                }
                return delete.executeBatch();
            }
        });
    }

    private static final String CHECK_NOW = """
            UPDATE caraway_stored_result
               SET check_at = CURRENT_TIMESTAMP
             WHERE task_id = ?""";

    /** Has the results of this task checked in the next scan, after this transaction has committed. */
    static void checkNow(Connection connection, UUID task) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(CHECK_NOW)) {
            update.setObject(1, task);
            update.executeUpdate();
        }
    }
}
