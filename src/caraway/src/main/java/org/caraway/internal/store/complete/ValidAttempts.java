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
 * Tells which attempts were not lost: those that run, or ended under their own token. Confined to one transaction.
 *
 * <p>A task is looked for where it was first, then where it goes: it moves while we look. One statement over both tables is not
 * enough on H2, which keeps the answer of a subquery for the next statement of a batch, and then dropped the lines of a task that
 * was being moved.
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

    /** Their numbers by task, for the tasks of these lines. */
    Map<UUID, Set<Integer>> of(List<LogLine> lines) throws SQLException {
        Map<UUID, Set<Integer>> asked = new HashMap<>();
        Map<UUID, Set<Integer>> kept = new HashMap<>();
        for (LogLine line : lines) {
            ClaimedTask task = line.task();
            if (asked.computeIfAbsent(task.id(), id -> new HashSet<>()).add(task.attempt()) && isKept(task)) {
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
