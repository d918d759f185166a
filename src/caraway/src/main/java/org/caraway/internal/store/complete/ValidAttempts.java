package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;

/**
 * Finds the attempts that were not lost: those that are running, or finished under their own token. Confined to one
 * transaction.
 *
 * <p>A task is searched in the live table first, then in the finished table, because it may move meanwhile. One
 * statement over both tables is not enough on H2, which reuses the result of a subquery for the next statement of a
 * batch, and then dropped the log lines of a task that was being moved.
 */
final class ValidAttempts {

    private static final List<String> PLACES = List.of("""
            SELECT 1
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ?""", """
            SELECT 1
              FROM caraway_finished
             WHERE id = ? AND worker_id = ? AND attempt = ?""", """
            SELECT 1
              FROM caraway_attempt
             WHERE task_id = ? AND worker_id = ? AND attempt = ? AND outcome <> 'LOST'""");

    private final Connection connection;

    ValidAttempts(Connection connection) {
        this.connection = connection;
    }

    /** The valid attempt numbers by task, for the tasks of these log lines. */
    Map<UUID, Set<Integer>> of(List<LogLine> lines) throws SQLException {
        Map<UUID, Set<Integer>> requested = new HashMap<>();
        Map<UUID, Set<Integer>> kept = new HashMap<>();
        for (LogLine line : lines) {
            ClaimedTask task = line.task();
            if (requested.computeIfAbsent(task.id(), id -> new HashSet<>()).add(task.attempt()) && isKept(task)) {
                kept.computeIfAbsent(task.id(), id -> new HashSet<>()).add(task.attempt());
            }
        }
        return kept;
    }

    private boolean isKept(ClaimedTask task) throws SQLException {
        for (String place : PLACES) {
            try (PreparedStatement select = connection.prepareStatement(place)) {
                FencingToken.set(select, 1, task);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
