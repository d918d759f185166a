package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.store.complete.CompletionStatements;
import org.caraway.internal.store.complete.FinishedRow;
import org.caraway.internal.store.finish.FinishedInsert;
import org.caraway.internal.store.jdbc.ValueTable;
import org.caraway.internal.store.jdbc.ValueTable.Column;
import org.jspecify.annotations.Nullable;

/** Moves tasks to the finished table of PostgreSQL, a batch in one statement. Thread-safe. */
final class PostgresCompletions implements CompletionStatements {

    private static final String OUTCOME = "outcome";
    private static final String ERROR = "error";
    private static final String REPORT = "report";

    private static final List<Column<FinishedRow>> COLUMNS = List.of(
            Column.of("id", "uuid", row -> row.task().id()),
            Column.of("worker_id", "text", row -> row.task().workerId()),
            Column.of("attempt", "int4", row -> row.task().attempt()),
            new Column<>("state", "text", OUTCOME, row -> row.state().name()),
            new Column<>("attempt_outcome", "text", OUTCOME, FinishedRow::attemptOutcome),
            new Column<>("result", "text", "id", FinishedRow::result),
            new Column<>("error_type", "text", ERROR, FinishedRow::errorType),
            new Column<>("error_message", "text", ERROR, FinishedRow::errorMessage),
            new Column<>("error_trace", "text", ERROR, FinishedRow::errorTrace),
            new Column<>("progress_current", "int8", REPORT, FinishedRow::progressCurrent),
            new Column<>("progress_total", "int8", REPORT, FinishedRow::progressTotal),
            new Column<>("progress_message", "text", REPORT, FinishedRow::progressMessage),
            new Column<>("phase", "text", REPORT, FinishedRow::phase),
            new Column<>("partial_result", "text", REPORT, FinishedRow::partialResult),
            Column.of("retain_seconds", "float8", FinishedRow::retainSeconds));

    /** Left out where no attempt is to be recorded, as after a success: it would read the rows once more. */
    private static final String ATTEMPTS = """
            ,
            attempts AS (
                INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type,
                                             error_message, error_trace)
                SELECT id, attempt, worker_id, started_at, attempt_outcome, error_type, error_message, error_trace
                  FROM gone
                 WHERE attempt_outcome IS NOT NULL)""";

    /** The deleted rows, unchanged. */
    private static final String KEEP = FinishedInsert.copy().from("""
            FROM gone
            RETURNING id, state""");

    /**
     * Parameters: patience; outcome.
     *
     * <p>The same statement bounds the lock waits: it reads the setting before it finds any row of the outcome, and so
     * before it locks any row.
     */
    private static final String FINISH = """
            WITH patience AS MATERIALIZED (
                SELECT set_config('lock_timeout', COALESCE(?, current_setting('lock_timeout')), true)),
            outcome AS (
                SELECT o.*
                  FROM patience
                 CROSS JOIN (%s) AS o),
            gone AS (
                DELETE FROM caraway_active AS task
                 USING outcome
                 WHERE task.id = outcome.id
                   AND task.worker_id = outcome.worker_id
                   AND task.attempt = outcome.attempt
                   AND task.state = 'STARTED'
                RETURNING task.id, task.name, task.queue,
                          CASE WHEN outcome.state = 'FAILURE' AND task.revoke_mode IS NOT NULL THEN 'REVOKED'
                               ELSE outcome.state END AS state,
                          task.priority, task.run_at, task.expires_at,
                          task.task_key, task.unique_key, task.unique_scope, task.arguments, task.context,
                          task.headers, task.labels, task.attempt,
                          task.max_retries, task.options, task.retries, task.revoked_by,
                          task.deliveries + CASE WHEN outcome.attempt_outcome = 'LOST' THEN 1 ELSE 0 END AS deliveries,
                          task.worker_id, task.created_at,
                          task.created_by, task.started_at,
                          COALESCE(outcome.progress_current, task.progress_current) AS progress_current,
                          COALESCE(outcome.progress_total, task.progress_total) AS progress_total,
                          CASE WHEN outcome.progress_current IS NULL THEN task.progress_message
                               ELSE outcome.progress_message END AS progress_message,
                          COALESCE(outcome.phase, task.phase) AS phase,
                          COALESCE(outcome.partial_result::json, task.partial_result) AS partial_result,
                          outcome.result::json AS result, outcome.error_type, outcome.error_message,
                          outcome.error_trace, task.root_id, task.parent_id, task.schedule_id,
                          task.workflow_id, task.step, task.group_id, task.group_index, task.after_id,
                          task.after_when, task.input_id, task.input_mode, task.node,
                          clock_timestamp() + outcome.retain_seconds * INTERVAL '1' SECOND AS retain_until,
                          CASE WHEN outcome.attempt_outcome = 'FAILURE' AND task.revoke_mode IS NOT NULL THEN 'REVOKED'
                               ELSE outcome.attempt_outcome END AS attempt_outcome)%s
            %s""";

    /** Each task that finishes in a transaction of its own uses one of these; so they are built once. */
    private static final String FINISH_ONE = FINISH.formatted(ValueTable.sqlOfOne(COLUMNS), "", KEEP);

    private static final String FINISH_ONE_NOTED = FINISH.formatted(ValueTable.sqlOfOne(COLUMNS), ATTEMPTS, KEEP);

    @Override
    public boolean singleStatement() {
        return true;
    }

    @Override
    public Map<UUID, TaskState> finish(Connection connection, List<FinishedRow> rows, @Nullable Duration patience)
            throws SQLException {
        return patience == null
                ? finish(connection, rows)
                : finishAlone(connection, rows, PostgresDialect.setting(patience));
    }

    private static Map<UUID, TaskState> finish(Connection connection, List<FinishedRow> rows) throws SQLException {
        ValueTable<FinishedRow> outcome = new ValueTable<>(COLUMNS, rows);
        try (PreparedStatement finish = connection.prepareStatement(statement(rows, outcome))) {
            finish.setString(1, null);
            outcome.bind(connection, finish, 2);
            try (ResultSet row = finish.executeQuery()) {
                return finished(row);
            }
        }
    }

    /** The same, with plans pinned and lock waits bounded, all in one round trip; the patience is a setting. */
    private static Map<UUID, TaskState> finishAlone(Connection connection, List<FinishedRow> rows, String patience)
            throws SQLException {
        ValueTable<FinishedRow> outcome = new ValueTable<>(COLUMNS, rows);
        try (GenericPlanStatement finish = new GenericPlanStatement(connection, statement(rows, outcome))) {
            finish.statement().setString(1, patience);
            outcome.bind(connection, finish.statement(), 2);
            try (ResultSet row = finish.rows()) {
                return finished(row);
            }
        }
    }

    private static Map<UUID, TaskState> finished(ResultSet row) throws SQLException {
        Map<UUID, TaskState> finished = new HashMap<>();
        while (row.next()) {
            finished.put(row.getObject(1, UUID.class), TaskState.valueOf(row.getString(2)));
        }
        return finished;
    }

    private static String statement(List<FinishedRow> rows, ValueTable<FinishedRow> outcome) {
        boolean noted = rows.stream().anyMatch(row -> row.attemptOutcome() != null);
        if (rows.size() == 1) {
            return noted ? FINISH_ONE_NOTED : FINISH_ONE;
        }
        return FINISH.formatted(outcome.sql(), noted ? ATTEMPTS : "", KEEP);
    }
}
