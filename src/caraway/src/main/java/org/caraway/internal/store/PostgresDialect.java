package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 13 or newer. Thread-safe. */
final class PostgresDialect implements Dialect {

    private final TextMaps maps = new TextMaps();

    private final ClaimStatements claims = new PostgresClaims();

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    public void setJson(PreparedStatement statement, int index, @Nullable String json) throws SQLException {
        statement.setObject(index, json, Types.OTHER); // the server takes the type from the column
    }

    private static final String INSERT = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, expires_at, task_key, unique_key, unique_scope,
                                        unique_lock, max_retries, options, arguments, headers, labels, root_id,
                                        parent_id, created_by, context)
            VALUES (?, ?, ?, ?, COALESCE(?, clock_timestamp()) + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                    COALESCE(?, clock_timestamp() + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND), ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?)""";

    @Override
    public String insertion() {
        return INSERT;
    }

    @Override
    public String unlessTaken() {
        return " ON CONFLICT DO NOTHING";
    }

    /** One round trip; over with the transaction, so that the pool's next user sees nothing of it. */
    private static final String PIN_PLANS = """
            SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true),
                   set_config('enable_bitmapscan', 'off', true),
                   set_config('jit', 'off', true)""";

    @Override
    public void pinPlans(Connection connection) throws SQLException {
        try (PreparedStatement pin = connection.prepareStatement(PIN_PLANS)) {
            pin.execute();
        }
    }

    private static final String TAKE_WINDOW = """
            INSERT INTO caraway_window (unique_key, task_id, held_until)
            VALUES (?, ?, clock_timestamp() + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)
            ON CONFLICT (unique_key) DO UPDATE
               SET task_id = EXCLUDED.task_id, held_until = EXCLUDED.held_until
             WHERE caraway_window.held_until <= clock_timestamp()""";

    @Override
    public boolean takeWindow(Connection connection, String key, UUID taskId, Duration span) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE_WINDOW)) {
            take.setString(1, key);
            take.setObject(2, taskId);
            take.setDouble(3, TaskInserts.seconds(span));
            return take.executeUpdate() == 1;
        }
    }

    @Override
    public ClaimStatements claims() {
        return claims;
    }

    /**
     * The bound of lock waits is set by the same statement: no row of the outcome, and so no row to be locked, is found before it
     * has been read.
     */
    private static final String FINISH = """
            WITH patience AS MATERIALIZED (
                SELECT set_config('lock_timeout', COALESCE(?, current_setting('lock_timeout')), true)),
            outcome AS (
                SELECT o.*
                  FROM patience
                 CROSS JOIN unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                              ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::float8[])
                       AS o (id, worker_id, attempt, state, attempt_outcome, result, error_type, error_message,
                             error_trace, progress_current, progress_total, progress_message, phase, partial_result, retain_seconds)),
            gone AS (
                DELETE FROM caraway_active AS task
                 USING outcome
                 WHERE task.id = outcome.id
                   AND task.worker_id = outcome.worker_id
                   AND task.attempt = outcome.attempt
                   AND task.state = 'STARTED'
                RETURNING task.id, task.name, task.queue,
                          CASE WHEN outcome.state = 'FAILURE' AND task.revoke IS NOT NULL THEN 'REVOKED'
                               ELSE outcome.state END AS state,
                          task.priority, task.run_at, task.expires_at,
                          task.task_key, task.unique_key, task.unique_scope, task.arguments, task.context, task.headers, task.labels, task.attempt,
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
                          clock_timestamp() + outcome.retain_seconds * INTERVAL '1' SECOND AS keep_until,
                          CASE WHEN outcome.attempt_outcome = 'FAILURE' AND task.revoke IS NOT NULL THEN 'REVOKED'
                               ELSE outcome.attempt_outcome END AS attempt_outcome),
            attempts AS (
                INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type, error_message,
                                             error_trace)
                SELECT id, attempt, worker_id, started_at, attempt_outcome, error_type, error_message, error_trace
                  FROM gone
                 WHERE attempt_outcome IS NOT NULL)
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, expires_at, task_key, unique_key,
                                          unique_scope, arguments, context, headers, labels, attempt, max_retries, options, retries, deliveries, worker_id, revoked_by,
                                          created_at, created_by, started_at, progress_current, progress_total,
                                          progress_message, phase, partial_result, result, error_type, error_message,
                                          error_trace, root_id, parent_id, schedule_id, keep_until)
            SELECT id, name, queue, state, priority, run_at, expires_at, task_key, unique_key, unique_scope, arguments, context, headers, labels,
                   attempt, max_retries, options, retries, deliveries, worker_id, revoked_by, created_at, created_by, started_at,
                   progress_current, progress_total, progress_message, phase, partial_result, result, error_type, error_message,
                   error_trace, root_id, parent_id, schedule_id, keep_until
              FROM gone
            RETURNING id, state""";

    @Override
    public Map<UUID, TaskState> finish(Connection connection, List<FinishedRow> rows, @Nullable Duration patience)
            throws SQLException {
        try (PreparedStatement finish = connection.prepareStatement(FINISH)) {
            finish.setString(1, patience == null ? null : setting(patience));
            Columns columns = new Columns(connection, finish, rows);
            columns.add("uuid", row -> row.task().id());
            columns.add("text", row -> row.task().workerId());
            columns.add("int4", row -> row.task().attempt());
            columns.add("text", row -> row.state().name());
            columns.add("text", FinishedRow::attemptOutcome);
            columns.add("text", FinishedRow::result);
            columns.add("text", FinishedRow::errorType);
            columns.add("text", FinishedRow::errorMessage);
            columns.add("text", FinishedRow::errorTrace);
            columns.add("int8", FinishedRow::progressCurrent);
            columns.add("int8", FinishedRow::progressTotal);
            columns.add("text", FinishedRow::progressMessage);
            columns.add("text", FinishedRow::phase);
            columns.add("text", FinishedRow::partialResult);
            columns.add("float8", FinishedRow::retainSeconds);
            Map<UUID, TaskState> finished = new HashMap<>();
            try (ResultSet row = finish.executeQuery()) {
                while (row.next()) {
                    finished.put(row.getObject(1, UUID.class), TaskState.valueOf(row.getString(2)));
                }
            }
            return finished;
        }
    }

    private static String setting(Duration patience) {
        return Math.max(1, patience.toMillis()) + "ms";
    }

    private static final String BOUND_LOCK_WAITS = """
            SELECT set_config('lock_timeout', ?, true)""";

    @Override
    public void boundLockWaits(Connection connection, Duration patience) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(BOUND_LOCK_WAITS)) {
            set.setString(1, setting(patience));
            set.execute();
        }
    }

    @Override
    public HeldConnection hold(Connections connections) {
        try {
            return connections.ifJoining(
                    "The connection of the task's transaction was not taken",
                    connection -> PostgresHeldConnection.of(connection, connections),
                    HeldConnection.NONE);
        } catch (LinkageError driverNotVisible) {
            return HeldConnection.NONE;
        }
    }

    @Override
    public String labelCondition() {
        return "labels @> CAST(? AS jsonb)";
    }

    @Override
    public String labelParameter(String name, String value) {
        return maps.write(Map.of(name, value));
    }

    @Override
    public FinishedPartitions partitions(Connections connections) {
        return new DayPartitions(connections, this);
    }

    private static final String INSERT_QUEUE = """
            INSERT INTO caraway_queue (queue)
            VALUES (?)
                ON CONFLICT DO NOTHING""";

    @Override
    public String queueInsertion() {
        return INSERT_QUEUE;
    }

    private static final String INSERT_DEFINITION = """
            INSERT INTO caraway_definition (name)
            VALUES (?)
                ON CONFLICT DO NOTHING""";

    @Override
    public String definitionInsertion() {
        return INSERT_DEFINITION;
    }

    @Override
    public Optional<NodeChannel> channel(DataSource dataSource, Duration timeout) {
        return Optional.of(new PostgresChannel(dataSource, timeout));
    }

    /** Binds rows column by column, as arrays. */
    private static final class Columns {

        private final Connection connection;
        private final PreparedStatement statement;
        private final List<FinishedRow> rows;
        private int index = 1; // before them stands the patience

        Columns(Connection connection, PreparedStatement statement, List<FinishedRow> rows) {
            this.connection = connection;
            this.statement = statement;
            this.rows = rows;
        }

        void add(String type, Function<FinishedRow, @Nullable Object> value) throws SQLException {
            Object[] values = rows.stream().map(value).toArray();
            statement.setArray(++index, connection.createArrayOf(type, values));
        }
    }
}
