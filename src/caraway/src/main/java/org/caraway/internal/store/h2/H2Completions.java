package org.caraway.internal.store.h2;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.store.complete.CompletionStatements;
import org.caraway.internal.store.complete.FinishedRow;
import org.caraway.internal.store.finish.FinishedInsert;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.ReportParameters;
import org.caraway.internal.store.model.AttemptReport;
import org.jspecify.annotations.Nullable;

/** Moves tasks to the finished table on H2, row by row. Thread-safe. */
final class H2Completions implements CompletionStatements {

    /** Locks the row and reads whether the token holds, and whether the task has been revoked. */
    private static final String LOCK = """
            SELECT revoke_mode
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'
               FOR UPDATE""";

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type, error_message,
                                         error_trace)
            SELECT id, attempt, worker_id, started_at, ?, ?, ?, ?
              FROM caraway_active
             WHERE id = ?""";

    private static final String KEEP_TASK = FinishedInsert.copy()
            .with("state", "?")
            .with("deliveries", "deliveries + CAST(? AS INTEGER)")
            .with("progress_current", "COALESCE(?, progress_current)")
            .with("progress_total", "COALESCE(?, progress_total)")
            .with(
                    "progress_message",
                    "CASE WHEN CAST(? AS BIGINT) IS NULL THEN progress_message ELSE CAST(? AS VARCHAR) END")
            .with("phase", "COALESCE(?, phase)")
            .with("partial_result", "COALESCE(?, partial_result)")
            .with("result", "?")
            .with("error_type", "?")
            .with("error_message", "?")
            .with("error_trace", "?")
            .with("retain_until", FinishedInsert.KEEP_UNTIL)
            .from("""
            FROM caraway_active
            WHERE id = ?""");

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ?""";

    @Override
    public boolean singleStatement() {
        return false;
    }

    @Override
    public Map<UUID, TaskState> finish(Connection connection, List<FinishedRow> rows, @Nullable Duration patience)
            throws SQLException {
        List<FinishedRow> held = held(connection, rows);
        if (held.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT);
                PreparedStatement task = connection.prepareStatement(KEEP_TASK);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            Map<UUID, TaskState> finished = new HashMap<>();
            for (FinishedRow row : held) {
                if (row.attemptOutcome() != null) {
                    addAttempt(attempt, row);
                }
                addTask(task, row);
                remove.setObject(1, row.task().id());
                remove.addBatch();
                finished.put(row.task().id(), row.state());
            }
            attempt.executeBatch();
            task.executeBatch();
            remove.executeBatch();
            return finished;
        }
    }

    private static List<FinishedRow> held(Connection connection, List<FinishedRow> rows) throws SQLException {
        List<FinishedRow> held = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            for (FinishedRow row : rows) {
                FencingToken.set(lock, 1, row.task());
                try (ResultSet found = lock.executeQuery()) {
                    if (found.next()) {
                        held.add(found.getString(1) == null ? row : row.ifRevoked());
                    }
                }
            }
        }
        return held;
    }

    private static void addAttempt(PreparedStatement insert, FinishedRow row) throws SQLException {
        insert.setString(1, row.attemptOutcome());
        insert.setString(2, row.errorType());
        insert.setString(3, row.errorMessage());
        insert.setString(4, row.errorTrace());
        insert.setObject(5, row.task().id());
        insert.addBatch();
    }

    private static void addTask(PreparedStatement insert, FinishedRow row) throws SQLException {
        insert.setString(1, row.state().name());
        insert.setInt(2, FinishedRow.LOST.equals(row.attemptOutcome()) ? 1 : 0);
        AttemptReport report = row.report();
        ReportParameters.set(insert, 3, report);
        int next = 3 + ReportParameters.COUNT;
        insert.setString(next, row.partialResult());
        insert.setString(next + 1, row.result());
        insert.setString(next + 2, row.errorType());
        insert.setString(next + 3, row.errorMessage());
        insert.setString(next + 4, row.errorTrace());
        insert.setObject(next + 5, row.retainSeconds(), Types.DOUBLE);
        insert.setObject(next + 6, row.task().id());
        insert.addBatch();
    }
}
