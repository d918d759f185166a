package org.caraway.internal.store.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.TaskSearchTimeoutException;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.read.JdbcTaskReads;

/**
 * Finds the tasks that match a query, newest first. Thread-safe. Each table is read backwards by its primary key until
 * a page is full, however large the table is; the other conditions are checked for each row read.
 */
public final class JdbcTaskSearch implements TaskSearch {

    private static final int TIMEOUT_SECONDS = 5;
    /** Of a statement that its time-out has stopped, in both databases. */
    private static final String CANCELLED = "57014";

    private final Connections connections;
    private final Dialect dialect;
    private final JdbcTaskReads reads;

    public JdbcTaskSearch(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
        reads = new JdbcTaskReads(connections);
    }

    /** The two placeholders are for the conditions of a {@link TaskFilter}, in the order of the tables. */
    static final String PAGE = """
            SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id, created_at,
                   created_by, started_at, finished_at, progress_current, progress_total, progress_message, phase,
                   CASE WHEN CHAR_LENGTH(partial_result) <= 8000 THEN partial_result END AS partial_result,
                   error_type, error_message, root_id, parent_id, task_key, expires_at, revoked_by, workflow_id, step, cause_id
              FROM (
            (SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id,
                    created_at, created_by, started_at, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS finished_at,
                    progress_current, progress_total, progress_message, phase,
                    CAST(partial_result AS text) AS partial_result, error_type, error_message, root_id, parent_id,
                    task_key, expires_at, revoked_by, workflow_id, step, CAST(NULL AS uuid) AS cause_id
               FROM caraway_active
              WHERE %s
              ORDER BY id DESC
              LIMIT ?)
            UNION ALL
            (SELECT id, name, queue, state, priority, run_at, labels, attempt, retries, deliveries, worker_id,
                    created_at, created_by, started_at, finished_at, progress_current, progress_total,
                    progress_message, phase, CAST(partial_result AS text) AS partial_result, error_type,
                    error_message, root_id, parent_id, task_key, expires_at, revoked_by, workflow_id, step, cause_id
               FROM caraway_finished
              WHERE %s
              ORDER BY id DESC
              LIMIT ?)) AS page
             ORDER BY id DESC
             LIMIT ?""";

    /** One task more than the query's limit, if there are more. */
    @Override
    public List<TaskSummary> find(TaskQuery query) {
        UUID cursor = query.cursor();
        UUID after = cursor == null ? TaskSearch.BEFORE_ALL : cursor;
        TaskFilter active = TaskFilter.of(query, TaskFilter.Table.ACTIVE, after, dialect);
        TaskFilter finished = TaskFilter.of(query, TaskFilter.Table.FINISHED, after, dialect);
        String statement = PAGE.formatted(active.conditions(), finished.conditions());
        return connections.joining("Tasks were not searched", connection -> {
            List<TaskSummary> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(statement)) {
                int next = active.bind(select, 1);
                select.setInt(next, query.limit() + 1);
                next = finished.bind(select, next + 1);
                select.setInt(next, query.limit() + 1);
                select.setInt(next + 1, query.limit() + 1);
                timed(select, row -> {
                    while (row.next()) {
                        page.add(reads.summary(row));
                    }
                });
            }
            return page;
        });
    }

    private static final String COUNT = """
            SELECT (SELECT COUNT(*)
                      FROM caraway_active
                     WHERE %s)
                 + (SELECT COUNT(*)
                      FROM caraway_finished
                     WHERE %s)""";

    /** All matching tasks, independent of the query's page. */
    @Override
    public long count(TaskQuery query) {
        TaskFilter active = TaskFilter.of(query, TaskFilter.Table.ACTIVE, TaskSearch.BEFORE_ALL, dialect);
        TaskFilter finished = TaskFilter.of(query, TaskFilter.Table.FINISHED, TaskSearch.BEFORE_ALL, dialect);
        String statement = COUNT.formatted(active.conditions(), finished.conditions());
        return connections.joining("Tasks were not counted", connection -> {
            try (PreparedStatement select = connection.prepareStatement(statement)) {
                finished.bind(select, active.bind(select, 1));
                long[] count = {0};
                timed(select, row -> {
                    row.next();
                    count[0] = row.getLong(1);
                });
                return count[0];
            }
        });
    }

    /** Reads the rows of a search. */
    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet rows) throws SQLException;
    }

    /**
     * Has the database stop a search that takes too long. A network time-out would end only the waiting: the database
     * would go on searching for nobody. H2 keeps the time-out with the connection, so it is taken back.
     */
    private static void timed(PreparedStatement select, RowReader reader) throws SQLException {
        int before = select.getQueryTimeout();
        select.setQueryTimeout(TIMEOUT_SECONDS);
        try (ResultSet rows = select.executeQuery()) {
            reader.read(rows);
        } catch (SQLException failed) {
            if (CANCELLED.equals(failed.getSQLState())) {
                throw new TaskSearchTimeoutException(
                        "The search took longer than " + TIMEOUT_SECONDS
                                + " s and was stopped; narrow it, for example by a later createdSince",
                        failed);
            }
            throw failed;
        } finally {
            select.setQueryTimeout(before);
        }
    }

    private static final String LIVE = """
            SELECT id
              FROM caraway_active
             WHERE %s
             ORDER BY id DESC
             LIMIT ?""";

    /** Live tasks. */
    List<UUID> live(Connection connection, TaskQuery query, UUID after, int limit) throws SQLException {
        return ids(connection, LIVE, TaskFilter.of(query, TaskFilter.Table.ACTIVE, after, dialect), limit);
    }

    private static final String OVER = """
            SELECT id
              FROM caraway_finished
             WHERE %s
             ORDER BY id DESC
             LIMIT ?""";

    /** Tasks that are finished in one of these states. */
    List<UUID> finished(Connection connection, TaskQuery query, Set<TaskState> states, UUID after, int limit)
            throws SQLException {
        TaskFilter filter =
                TaskFilter.of(query, TaskFilter.Table.FINISHED, after, dialect).within(states);
        return ids(connection, OVER, filter, limit);
    }

    private static List<UUID> ids(Connection connection, String template, TaskFilter filter, int limit)
            throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(template.formatted(filter.conditions()))) {
            select.setInt(filter.bind(select, 1), limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }
}
