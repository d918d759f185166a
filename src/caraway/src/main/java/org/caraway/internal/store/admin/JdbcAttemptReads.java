package org.caraway.internal.store.admin;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.admin.AttemptInfo;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;

/** Reads attempts that did not succeed. Thread-safe. */
public final class JdbcAttemptReads implements AttemptReads {

    private final Connections connections;

    public JdbcAttemptReads(Connections connections) {
        this.connections = connections;
    }

    /** The most characters of stack traces that are read at once. */
    private static final long TRACES_CAP = 1_000_000;

    private static final String ATTEMPTS = """
            SELECT attempt, worker_id, started_at, ended_at, outcome, error_type, error_message,
                   CASE WHEN total <= ? THEN error_trace END AS error_trace
              FROM (
                   SELECT attempt, worker_id, started_at, ended_at, outcome, error_type, error_message, error_trace,
                          SUM(COALESCE(CHAR_LENGTH(error_trace), 0)) OVER (ORDER BY attempt DESC) AS total
                     FROM caraway_attempt
                    WHERE task_id = ?
                    ORDER BY attempt DESC
                    LIMIT ?) AS latest
             ORDER BY attempt""";

    /**
     * The attempts of this task, the first one first. If there are more than the limit: the latest. Stack traces beyond
     * a million characters, those of the oldest, are empty.
     */
    @Override
    public List<AttemptInfo> attempts(UUID task, int limit) {
        return connections.joining("The attempts of task " + task + " were not read", connection -> {
            List<AttemptInfo> attempts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(ATTEMPTS)) {
                select.setLong(1, TRACES_CAP);
                select.setObject(2, task);
                select.setInt(3, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        attempts.add(attempt(row));
                    }
                }
            }
            return attempts;
        });
    }

    private static AttemptInfo attempt(ResultSet row) throws SQLException {
        return new AttemptInfo(
                row.getInt("attempt"),
                row.getString("worker_id"),
                RowValues.instant(row, "started_at"),
                RowValues.requiredInstant(row, "ended_at"),
                row.getString("outcome"),
                RowValues.error(row));
    }
}
