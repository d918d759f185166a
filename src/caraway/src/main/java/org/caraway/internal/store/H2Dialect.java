package org.caraway.internal.store;

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
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/** H2 2.2.220 or newer, the first with {@code SKIP LOCKED}. Thread-safe. */
final class H2Dialect implements Dialect {

    private final TextMaps maps = new TextMaps();

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    private final ClaimStatements claims = new H2Claims();

    static boolean supports(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        int major = Integer.parseInt(parts.group(1));
        int minor = Integer.parseInt(parts.group(2));
        int build = Integer.parseInt(parts.group(3));
        return major > 2 || (major == 2 && (minor > 2 || (minor == 2 && build >= 220)));
    }

    @Override
    public DataSource reading(DataSource dataSource) {
        return UncachedStatements.on(dataSource);
    }

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    public void setJson(PreparedStatement statement, int index, @Nullable String json) throws SQLException {
        statement.setString(index, json);
    }

    /** H2 has no clock but the one that stands still in a transaction. */
    private static final String INSERT = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, expires_at, task_key, unique_key, unique_scope,
                                        unique_lock, max_retries, options, arguments, headers, labels, root_id,
                                        parent_id, created_by, context)
            VALUES (?, ?, ?, ?, COALESCE(?, CURRENT_TIMESTAMP) + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                    COALESCE(?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND), ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?)""";

    @Override
    public String insertion() {
        return INSERT;
    }

    /** A statement that fails does not end H2's transaction. */
    @Override
    public String unlessTaken() {
        return "";
    }

    /** Its plans follow from the indexes, whatever the number of rows. */
    @Override
    public void pinPlans(Connection connection) {}

    private static final String TAKE_OVER_WINDOW = """
            UPDATE caraway_window
               SET task_id = ?, held_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             WHERE unique_key = ?
               AND held_until <= CURRENT_TIMESTAMP""";

    private static final String TAKE_WINDOW = """
            INSERT INTO caraway_window (task_id, held_until, unique_key)
            VALUES (?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND, ?)""";

    @Override
    public boolean takeWindow(Connection connection, String key, UUID taskId, Duration span) throws SQLException {
        try {
            return takeWindow(connection, TAKE_OVER_WINDOW, key, taskId, span)
                    || takeWindow(connection, TAKE_WINDOW, key, taskId, span);
        } catch (SQLException failure) {
            if (SqlFailures.duplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean takeWindow(Connection connection, String statement, String key, UUID taskId, Duration span)
            throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(statement)) {
            take.setObject(1, taskId);
            take.setDouble(2, TaskInserts.seconds(span));
            take.setString(3, key);
            return take.executeUpdate() == 1;
        }
    }

    @Override
    public ClaimStatements claims() {
        return claims;
    }

    /** Locks the row and tells whether the token holds, and whether the task has been revoked. */
    private static final String LOCK = """
            SELECT revoke
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'
               FOR UPDATE""";

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type, error_message,
                                         error_trace)
            SELECT id, attempt, worker_id, started_at, ?, ?, ?, ?
              FROM caraway_active
             WHERE id = ?""";

    private static final String KEEP_TASK = """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, expires_at, task_key, unique_key,
                                          unique_scope, arguments, context, headers, labels, attempt, max_retries, options, retries,
                                          deliveries, worker_id, revoked_by,
                                          created_at, created_by, started_at, progress_current, progress_total,
                                          progress_message, phase, partial_result, result, error_type, error_message,
                                          error_trace, root_id, parent_id, schedule_id, keep_until)
            SELECT id, name, queue, ?, priority, run_at, expires_at, task_key, unique_key, unique_scope, arguments, context, headers, labels,
                   attempt, max_retries, options, retries, deliveries + CAST(? AS INTEGER), worker_id, revoked_by, created_at, created_by,
                   started_at, COALESCE(?, progress_current), COALESCE(?, progress_total),
                   CASE WHEN CAST(? AS BIGINT) IS NULL THEN progress_message ELSE ? END, COALESCE(?, phase),
                   COALESCE(?, partial_result),
                   ?, ?, ?, ?, root_id, parent_id, schedule_id,
                   CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
              FROM caraway_active
             WHERE id = ?""";

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ?""";

    @Override
    public boolean finishesInOne() {
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

    /** H2 bounds them anyway, by its URL's LOCK_TIMEOUT; what is set later would outlive the transaction. */
    @Override
    public void boundLockWaits(Connection connection, Duration patience) {}

    /** H2 cannot be told by another thread without the rights of an administrator. */
    @Override
    public HeldConnection hold(Connections connections) {
        return HeldConnection.NONE;
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

    /** H2 has no way into a JSON text: the pair is looked for as it is written, with or without blanks. */
    @Override
    public String labelCondition() {
        return "REGEXP_LIKE(labels, ?)";
    }

    /** A quote that is part of a name or value has a backslash before it, in the text and in what is looked for. */
    @Override
    public String labelParameter(String name, String value) {
        return "(?<!\\\\)" + Pattern.quote(maps.quoted(name)) + "\\s*:\\s*" + Pattern.quote(maps.quoted(value));
    }

    private static final String INSERT_QUEUE = """
            MERGE INTO caraway_queue (queue)
              KEY (queue)
            VALUES (?)""";

    @Override
    public String queueInsertion() {
        return INSERT_QUEUE;
    }

    private static final String INSERT_DEFINITION = """
            MERGE INTO caraway_definition (name)
              KEY (name)
            VALUES (?)""";

    @Override
    public String definitionInsertion() {
        return INSERT_DEFINITION;
    }

    @Override
    public Optional<NodeChannel> channel(DataSource dataSource, Duration timeout) {
        return Optional.empty();
    }
}
