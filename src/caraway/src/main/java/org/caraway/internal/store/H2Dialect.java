package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** H2 2.2.220 or newer, the first with {@code SKIP LOCKED}. Thread-safe. */
final class H2Dialect implements Dialect {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    private final TextMaps maps = new TextMaps();

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

    private static final String DUE = """
            SELECT id, name, queue, attempt, retries, deliveries, arguments, headers, root_id, parent_id, created_by,
                   context, priority, task_key, max_retries, options, run_at, expires_at, CURRENT_TIMESTAMP AS claimed_at
              FROM caraway_active
             WHERE queue = ?
               AND run_at <= CURRENT_TIMESTAMP
               AND state IN ('PENDING', 'RETRY')
               AND revoke IS NULL
               AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP)
               AND name = ANY (?)
               AND EXISTS (
                   SELECT 1
                     FROM caraway_worker
                    WHERE id = ?
                      AND lease_until > CURRENT_TIMESTAMP)
             ORDER BY priority DESC, run_at, id
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    private static final String START = """
            UPDATE caraway_active
               SET state = 'STARTED', worker_id = ?, attempt = attempt + 1, started_at = CURRENT_TIMESTAMP,
                   delivered_at = NULL,
                   unique_lock = CASE unique_scope WHEN 'PENDING' THEN NULL ELSE unique_lock END,
                   progress_current = NULL, progress_total = NULL, progress_message = NULL, partial_result = NULL
             WHERE id = ?""";

    @Override
    public List<ClaimedRow> claim(Connection connection, String workerId, String queue, Set<String> names, int limit)
            throws SQLException {
        List<ClaimedRow> rows = new ArrayList<>();
        try (PreparedStatement due = connection.prepareStatement(DUE)) {
            due.setString(1, queue);
            due.setArray(2, connection.createArrayOf("VARCHAR", names.toArray()));
            due.setString(3, workerId);
            due.setInt(4, limit);
            try (ResultSet row = due.executeQuery()) {
                while (row.next()) {
                    rows.add(ClaimedRow.read(row, workerId, row.getInt("attempt") + 1, maps));
                }
            }
        }
        if (!rows.isEmpty()) {
            start(connection, workerId, rows);
        }
        return rows;
    }

    private static void start(Connection connection, String workerId, List<ClaimedRow> rows) throws SQLException {
        try (PreparedStatement start = connection.prepareStatement(START)) {
            for (ClaimedRow row : rows) {
                start.setString(1, workerId);
                start.setObject(2, row.task().id());
                start.addBatch();
            }
            start.executeBatch();
        }
    }

    /** Locks the row and tells whether the token holds. */
    private static final String LOCK = """
            SELECT id
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
                                          arguments, context, headers, labels, attempt, max_retries, options, retries,
                                          deliveries, worker_id, revoked_by,
                                          created_at, created_by, started_at, progress_current, progress_total,
                                          progress_message, partial_result, result, error_type, error_message,
                                          error_trace, root_id, parent_id, schedule_id)
            SELECT id, name, queue, ?, priority, run_at, expires_at, task_key, unique_key, arguments, context, headers, labels,
                   attempt, max_retries, options, retries, deliveries + CAST(? AS INTEGER), worker_id, revoked_by, created_at, created_by,
                   started_at, COALESCE(?, progress_current), COALESCE(?, progress_total),
                   CASE WHEN CAST(? AS BIGINT) IS NULL THEN progress_message ELSE ? END, COALESCE(?, partial_result),
                   ?, ?, ?, ?, root_id, parent_id, schedule_id
              FROM caraway_active
             WHERE id = ?""";

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ?""";

    @Override
    public Set<UUID> finish(Connection connection, List<FinishedRow> rows, @Nullable Duration patience)
            throws SQLException {
        List<FinishedRow> held = held(connection, rows);
        if (held.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT);
                PreparedStatement task = connection.prepareStatement(KEEP_TASK);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            Set<UUID> finished = new HashSet<>();
            for (FinishedRow row : held) {
                if (row.attemptOutcome() != null) {
                    addAttempt(attempt, row);
                }
                addTask(task, row);
                remove.setObject(1, row.task().id());
                remove.addBatch();
                finished.add(row.task().id());
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

    private static List<FinishedRow> held(Connection connection, List<FinishedRow> rows) throws SQLException {
        List<FinishedRow> held = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            for (FinishedRow row : rows) {
                Tokens.set(lock, 1, row.task());
                try (ResultSet found = lock.executeQuery()) {
                    if (found.next()) {
                        held.add(row);
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
        ReportParameters.set(insert, 3, report == null ? null : report.progress());
        int next = 3 + ReportParameters.COUNT;
        insert.setString(next, row.partialResult());
        insert.setString(next + 1, row.result());
        insert.setString(next + 2, row.errorType());
        insert.setString(next + 3, row.errorMessage());
        insert.setString(next + 4, row.errorTrace());
        insert.setObject(next + 5, row.task().id());
        insert.addBatch();
    }

    @Override
    public Optional<NodeChannel> channel(DataSource dataSource, Duration timeout) {
        return Optional.empty();
    }

    private static final String NEXT_DUE = """
            SELECT MIN(run_at), CURRENT_TIMESTAMP
              FROM caraway_active
             WHERE queue = ?
               AND state IN ('PENDING', 'RETRY')
               AND name = ANY (?)""";

    @Override
    public Optional<Duration> untilNextDue(Connection connection, String queue, Set<String> names) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT_DUE)) {
            select.setString(1, queue);
            select.setArray(2, connection.createArrayOf("VARCHAR", names.toArray()));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                OffsetDateTime next = row.getObject(1, OffsetDateTime.class);
                OffsetDateTime now = row.getObject(2, OffsetDateTime.class);
                return next == null ? Optional.empty() : Optional.of(Duration.between(now, next));
            }
        }
    }
}
