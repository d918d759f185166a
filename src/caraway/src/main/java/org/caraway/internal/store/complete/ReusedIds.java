package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * Clears the way for a task whose id a SQL client has used before: what is recorded of a finished task with this id,
 * and of attempts with its numbers, keeps the task from being completed. Stateless.
 *
 * <p>Caraway itself never uses an id for two tasks: a requeued task leaves the finished table in the same transaction.
 * So a finished task beside a live one is an earlier task of a SQL client, and the live one has come after it: what it
 * came to takes its place, as that of a requeued task does.
 */
public final class ReusedIds {

    private static final String LOCK = """
            SELECT 1
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'
               FOR UPDATE""";

    private static final String DELETE_FINISHED = """
            DELETE FROM caraway_finished
             WHERE id = ?""";

    private static final String DELETE_ATTEMPTS = """
            DELETE FROM caraway_attempt
             WHERE task_id = ? AND attempt >= ?""";

    private ReusedIds() {}

    /** Deletes what stands in the way of this attempt, under its token; returns whether there was anything. */
    public static boolean clear(Connection connection, ClaimedTask task) throws SQLException {
        if (!holds(connection, task)) {
            return false;
        }
        try (PreparedStatement finished = connection.prepareStatement(DELETE_FINISHED);
                PreparedStatement attempts = connection.prepareStatement(DELETE_ATTEMPTS)) {
            finished.setObject(1, task.id());
            attempts.setObject(1, task.id());
            attempts.setInt(2, task.attempt());
            return finished.executeUpdate() + attempts.executeUpdate() > 0;
        }
    }

    private static boolean holds(Connection connection, ClaimedTask task) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            FencingToken.set(lock, 1, task);
            try (ResultSet row = lock.executeQuery()) {
                return row.next();
            }
        }
    }
}
