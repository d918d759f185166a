package org.caraway.internal.store.read;

import java.lang.System.Logger.Level;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.TaskLogEntry;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.RowValues;
import org.caraway.internal.store.jdbc.TextMaps;
import org.jspecify.annotations.Nullable;

/** Reads tasks. Thread-safe. */
public final class JdbcTaskReads implements TaskReads {

    /** The most characters of log lines that are read at once. */
    private static final long LOG_CAP = 2_000_000;

    private final Connections connections;
    private final TextMaps maps = new TextMaps();

    public JdbcTaskReads(Connections connections) {
        this.connections = connections;
    }

    private static final String FIND = """
            SELECT id, name, queue, state, priority, run_at, arguments, headers, labels, attempt, retries, deliveries,
                   worker_id, created_at, created_by, started_at, finished_at, progress_current, progress_total,
                   progress_message, phase, partial_result, result, error_type, error_message, error_trace, root_id,
                   parent_id, task_key, unique_key, expires_at, revoked_by, retain_until, workflow_id, step, cause_id,
                   awaits, wake_at
              FROM caraway_task
             WHERE id = ?""";

    @Override
    public Optional<TaskView> find(UUID id) {
        return connections.joining("Task " + id + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(FIND)) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(view(row)) : Optional.empty();
                }
            }
        });
    }

    private static final String OLDER = """
            SELECT 1
              FROM caraway_active
             WHERE id = ?
               AND created_at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND""";

    @Override
    public boolean enqueuedBefore(UUID id, Duration age) {
        return connections.joiningOne("The age of task " + id + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(OLDER)) {
                select.setObject(1, id);
                select.setDouble(2, Intervals.seconds(age));
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private static final String SUMMARIES = """
            SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id, created_at,
                   created_by, started_at, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS finished_at, progress_current,
                   progress_total, progress_message, phase,
                   CASE WHEN CHAR_LENGTH(CAST(partial_result AS text)) <= 8000
                        THEN CAST(partial_result AS text) END AS partial_result,
                   error_type, error_message, root_id, parent_id, task_key, expires_at, revoked_by, workflow_id, step,
                   CAST(NULL AS uuid) AS cause_id
              FROM caraway_active
             WHERE id = ANY (?)
            UNION ALL
            SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id, created_at,
                   created_by, started_at, finished_at, progress_current, progress_total, progress_message, phase,
                   CASE WHEN CHAR_LENGTH(CAST(partial_result AS text)) <= 8000
                        THEN CAST(partial_result AS text) END AS partial_result,
                   error_type, error_message, root_id, parent_id, task_key, expires_at, revoked_by, workflow_id, step,
                   cause_id
              FROM caraway_finished
             WHERE id = ANY (?)""";

    /** Reads each table separately, because a database may read the whole of a view for more than one id. */
    @Override
    public Map<UUID, TaskSummary> summaries(Set<UUID> ids) {
        return connections.joining(ids.size() + " tasks were not read", connection -> {
            Map<UUID, TaskSummary> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(SUMMARIES)) {
                Array wanted = connection.createArrayOf("uuid", ids.toArray());
                select.setArray(1, wanted);
                select.setArray(2, wanted);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        TaskSummary task = summary(row);
                        found.putIfAbsent(task.id(), task);
                    }
                }
            }
            return found;
        });
    }

    private static final String CHILDREN = """
            (SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id, created_at,
                   created_by, started_at, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS finished_at, progress_current,
                   progress_total, progress_message, phase,
                   CASE WHEN CHAR_LENGTH(CAST(partial_result AS text)) <= 8000
                        THEN CAST(partial_result AS text) END AS partial_result,
                   error_type, error_message, root_id, parent_id, task_key, expires_at, revoked_by, workflow_id, step,
                   CAST(NULL AS uuid) AS cause_id
              FROM caraway_active
             WHERE parent_id = ?
             ORDER BY id DESC
             LIMIT ?)
            UNION ALL
            (SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id, created_at,
                   created_by, started_at, finished_at, progress_current, progress_total, progress_message, phase,
                   CASE WHEN CHAR_LENGTH(CAST(partial_result AS text)) <= 8000
                        THEN CAST(partial_result AS text) END AS partial_result,
                   error_type, error_message, root_id, parent_id, task_key, expires_at, revoked_by, workflow_id, step,
                   cause_id
              FROM caraway_finished
             WHERE parent_id = ?
             ORDER BY id DESC
             LIMIT ?)
             ORDER BY id DESC
             LIMIT ?""";

    @Override
    public List<TaskSummary> children(UUID parent, int limit) {
        return connections.joining("The children of task " + parent + " were not read", connection -> {
            List<TaskSummary> children = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(CHILDREN)) {
                select.setObject(1, parent);
                select.setInt(2, limit);
                select.setObject(3, parent);
                select.setInt(4, limit);
                select.setInt(5, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        children.add(summary(row));
                    }
                }
            }
            return children;
        });
    }

    /** Reads the columns of {@link #SUMMARIES} by their names. */
    public TaskSummary summary(ResultSet row) throws SQLException {
        return new TaskSummary(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("queue"),
                TaskState.valueOf(row.getString("state")),
                row.getInt("priority"),
                RowValues.instant(row, "run_at"),
                RowValues.requiredInstant(row, "created_at"),
                row.getString("created_by"),
                RowValues.instant(row, "started_at"),
                RowValues.instant(row, "finished_at"),
                row.getInt("attempt"),
                row.getInt("retries"),
                row.getInt("deliveries"),
                row.getString("worker_id"),
                maps.read(row.getString("labels")),
                progress(row),
                row.getString("phase"),
                row.getString("partial_result"),
                row.getString("error_type"),
                row.getString("error_message"),
                row.getObject("root_id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getString("task_key"),
                RowValues.instant(row, "expires_at"),
                row.getString("revoked_by"),
                row.getObject("workflow_id", UUID.class),
                row.getString("step"),
                row.getObject("cause_id", UUID.class));
    }

    /** Reads the columns of {@link #FIND} by their names. */
    private TaskView view(ResultSet row) throws SQLException {
        return new TaskView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("queue"),
                TaskState.valueOf(row.getString("state")),
                row.getInt("priority"),
                RowValues.instant(row, "run_at"),
                RowValues.requiredInstant(row, "created_at"),
                row.getString("created_by"),
                RowValues.instant(row, "started_at"),
                RowValues.instant(row, "finished_at"),
                row.getInt("attempt"),
                row.getInt("retries"),
                row.getInt("deliveries"),
                row.getString("worker_id"),
                row.getString("arguments"),
                maps.read(row.getString("headers")),
                maps.read(row.getString("labels")),
                progress(row),
                row.getString("phase"),
                row.getString("partial_result"),
                row.getString("result"),
                RowValues.error(row),
                row.getObject("root_id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getString("task_key"),
                row.getString("unique_key"),
                RowValues.instant(row, "expires_at"),
                row.getString("revoked_by"),
                RowValues.instant(row, "retain_until"),
                row.getObject("workflow_id", UUID.class),
                row.getString("step"),
                row.getObject("cause_id", UUID.class),
                row.getString("awaits"),
                RowValues.instant(row, "wake_at"));
    }

    private static @Nullable Progress progress(ResultSet row) throws SQLException {
        long current = row.getLong("progress_current");
        return row.wasNull()
                ? null
                : new Progress(current, row.getLong("progress_total"), row.getString("progress_message"));
    }

    private static final String LOG = """
            SELECT attempt, logged_at, level, logger, line
              FROM (
                   SELECT id, attempt, logged_at, level, logger, line, SUM(length(line)) OVER (ORDER BY id DESC) AS total
                     FROM (
                          SELECT id, attempt, logged_at, level, logger, line
                            FROM caraway_log
                           WHERE task_id = ?
                           ORDER BY id DESC
                           LIMIT ?) AS newest) AS counted
             WHERE total <= ?
             ORDER BY id""";

    @Override
    public List<TaskLogEntry> logOf(UUID id, int limit) {
        return connections.joining("The log of task " + id + " was not read", connection -> {
            List<TaskLogEntry> entries = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(LOG)) {
                select.setObject(1, id);
                select.setInt(2, limit);
                select.setLong(3, LOG_CAP);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        entries.add(entry(row));
                    }
                }
            }
            return entries;
        });
    }

    private static TaskLogEntry entry(ResultSet row) throws SQLException {
        String level = row.getString("level");
        return new TaskLogEntry(
                row.getInt("attempt"),
                RowValues.requiredInstant(row, "logged_at"),
                level == null ? null : Level.valueOf(level),
                row.getString("logger"),
                row.getString("line"));
    }

    private static final String FINISHED = """
            SELECT id
              FROM caraway_finished
             WHERE id = ANY (?)""";

    @Override
    public Set<UUID> finished(Set<UUID> ids) {
        return connections.alone(
                "The states of " + ids.size() + " tasks were not read",
                connection -> ByIds.select(connection, FINISHED, ids));
    }
}
