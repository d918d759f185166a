package org.caraway.internal.store.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.RowValues;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;
import org.jspecify.annotations.Nullable;

/** Stores schedules. Thread-safe. A row is locked while it is changed. */
public final class JdbcScheduleChanges implements ScheduleChanges {

    private static final String PURPOSE = "The schedules were not read";

    private final Connections connections;
    private final Dialect dialect;
    private final RunInserts runs;

    public JdbcScheduleChanges(Connections connections, Dialect dialect, RunInserts runs) {
        this.connections = connections;
        this.dialect = dialect;
        this.runs = runs;
    }

    private static final String NOW = """
            SELECT CURRENT_TIMESTAMP AS now""";

    @Override
    public Instant now() {
        return connections.joining(PURPOSE, JdbcScheduleChanges::now);
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            return RowValues.requiredInstant(row, "now");
        }
    }

    private static final String FIND = """
            SELECT %s
              FROM caraway_schedule
             WHERE name = ?""".formatted(ScheduleColumns.ALL);

    @Override
    public Optional<ScheduleRow> find(String name) {
        return connections.joining(PURPOSE, connection -> find(connection, FIND, name));
    }

    private static Optional<ScheduleRow> find(Connection connection, String statement, String name)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ScheduleColumns.read(row)) : Optional.empty();
            }
        }
    }

    private static final String LIST = """
            SELECT %s
              FROM caraway_schedule
             WHERE name > ?
             ORDER BY name
             LIMIT ?""".formatted(ScheduleColumns.ALL);

    @Override
    public List<ScheduleRow> list(String after, int limit) {
        return connections.joining(PURPOSE, connection -> {
            try (PreparedStatement select = connection.prepareStatement(LIST)) {
                select.setString(1, after);
                select.setInt(2, limit);
                return rows(select);
            }
        });
    }

    private static List<ScheduleRow> rows(PreparedStatement select) throws SQLException {
        List<ScheduleRow> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(ScheduleColumns.read(row));
            }
        }
        return rows;
    }

    private static final String LATE = """
            SELECT %s
              FROM caraway_schedule
             WHERE next_at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             ORDER BY next_at
             LIMIT ?""".formatted(ScheduleColumns.ALL);

    @Override
    public List<ScheduleRow> late(Duration late, int limit) {
        return connections.joining(PURPOSE, connection -> {
            try (PreparedStatement select = connection.prepareStatement(LATE)) {
                select.setDouble(1, Intervals.seconds(late));
                select.setInt(2, limit);
                return rows(select);
            }
        });
    }

    private static final String INSERT = """
            INSERT INTO caraway_schedule (task, arguments, options, workflow, kind, expression, zone, jitter, misfire, catch_up,
                                          overlap, except_calendars, start_at, end_at, max_runs,
                                          pause_after_failures, state, reason,
                                          next_at, active_since, fires_without_run, code, edited, changed_by, id, name,
                                          declared_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP)""";

    @Override
    public boolean insert(ScheduleRow row, @Nullable AuditNote note) {
        return connections.joining("Schedule '" + row.name() + "' was not created", connection -> {
            boolean inserted = insertUnlessTaken(connection, row);
            if (inserted && note != null) {
                JdbcAuditLog.note(connection, note, 0);
            }
            return inserted;
        });
    }

    private boolean insertUnlessTaken(Connection connection, ScheduleRow row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT + dialect.unlessTaken())) {
            TermColumns.bind(insert, 1, row.terms(), dialect);
            int index = bindStatus(insert, TermColumns.COUNT + 1, row);
            insert.setObject(index, row.id());
            insert.setString(index + 1, row.name());
            return insert.executeUpdate() == 1;
        } catch (SQLException failure) {
            if (SqlFailures.duplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static int bindStatus(PreparedStatement statement, int first, ScheduleRow row) throws SQLException {
        int index = first;
        ScheduleRow.Status status = row.status();
        statement.setString(index++, status.state());
        statement.setString(index++, status.reason());
        statement.setObject(index++, ScheduleColumns.utc(status.nextAt()), Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setObject(index++, ScheduleColumns.utc(status.activeSince()));
        statement.setInt(index++, status.firesWithoutRun());
        statement.setString(index++, row.code());
        statement.setString(index++, row.edited().stream().sorted().collect(Collectors.joining(",")));
        statement.setString(index++, row.changedBy());
        return index;
    }

    private static final String LOCK = """
            SELECT %s
              FROM caraway_schedule
             WHERE name = ?
               FOR UPDATE""".formatted(ScheduleColumns.ALL);

    private static final String CHANGE = """
            UPDATE caraway_schedule
               SET task = ?, arguments = ?, options = ?, workflow = ?, kind = ?, expression = ?, zone = ?, jitter = ?, misfire = ?,
                   catch_up = ?, overlap = ?, except_calendars = ?, start_at = ?, end_at = ?, max_runs = ?, pause_after_failures = ?,
                   state = ?, reason = ?, next_at = ?, active_since = ?, fires_without_run = ?, code = ?, edited = ?,
                   changed_by = ?, changed_at = CURRENT_TIMESTAMP, version = version + 1
             WHERE id = ?""";

    @Override
    public Optional<ScheduleRow> change(
            String name, BiFunction<ScheduleRow, Instant, ScheduleRow> change, @Nullable AuditNote note) {
        return connections.joining("Schedule '" + name + "' was not changed", connection -> {
            Optional<ScheduleRow> found = find(connection, LOCK, name);
            if (found.isEmpty()) {
                return found;
            }
            ScheduleRow next = change.apply(found.get(), now(connection));
            if (next.equals(found.get())) {
                return found;
            }
            try (PreparedStatement update = connection.prepareStatement(CHANGE)) {
                TermColumns.bind(update, 1, next.terms(), dialect);
                int index = bindStatus(update, TermColumns.COUNT + 1, withActor(next, note));
                update.setObject(index, next.id());
                update.executeUpdate();
            }
            if (note != null) {
                JdbcAuditLog.note(connection, note, 0);
            }
            return find(connection, FIND, name);
        });
    }

    private static ScheduleRow withActor(ScheduleRow row, @Nullable AuditNote note) {
        return new ScheduleRow(
                row.id(),
                row.name(),
                row.terms(),
                row.status(),
                row.code(),
                row.edited(),
                row.version(),
                row.changedAt(),
                note == null ? row.changedBy() : note.actor());
    }

    private static final String DELETE = """
            DELETE FROM caraway_schedule
             WHERE name = ?""";

    @Override
    public boolean delete(String name, AuditNote note) {
        return connections.joining("Schedule '" + name + "' was not deleted", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                delete.setString(1, name);
                boolean deleted = delete.executeUpdate() == 1;
                if (deleted) {
                    JdbcAuditLog.note(connection, note, 0);
                }
                return deleted;
            }
        });
    }

    private static final String LATEST_FIRE = """
            SELECT MAX(fire_at) AS fire_at
              FROM caraway_schedule_fire
             WHERE schedule_id = ?
               AND fire_at BETWEEN ? AND ?""";

    @Override
    public Optional<Instant> latestFire(UUID schedule, Instant from, Instant to) {
        return connections.joining(PURPOSE, connection -> {
            try (PreparedStatement select = connection.prepareStatement(LATEST_FIRE)) {
                select.setObject(1, schedule);
                select.setObject(2, ScheduleColumns.utc(from));
                select.setObject(3, ScheduleColumns.utc(to));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return Optional.ofNullable(RowValues.instant(row, "fire_at"));
                }
            }
        });
    }

    private static final String RUN = """
            INSERT INTO caraway_schedule_fire (schedule_id, fire_at, outcome, task_id, reason)
            VALUES (?, ?, 'FIRED', ?, 'Run now')""";

    @Override
    public void runNow(ScheduleRow row, Fire fire, AuditNote note) {
        connections.joining("Schedule '" + row.name() + "' was not run", connection -> {
            runs.insert(connection, List.of(fire));
            try (PreparedStatement insert = connection.prepareStatement(RUN)) {
                insert.setObject(1, row.id());
                insert.setObject(2, ScheduleColumns.utc(fire.at()));
                insert.setObject(3, fire.taskId());
                insert.executeUpdate();
            }
            JdbcAuditLog.note(connection, note, 1);
            return row;
        });
    }

    @Override
    public List<Fire> backfill(ScheduleRow row, List<Fire> fires, AuditNote note) {
        return connections.joining("Schedule '" + row.name() + "' was not backfilled", connection -> {
            List<Fire> inserted = new Backfill(connection, runs).insert(row.id(), fires);
            JdbcAuditLog.note(connection, note, inserted.size());
            return inserted;
        });
    }

    private static final String DECLARE = """
            UPDATE caraway_schedule
               SET declared_at = CURRENT_TIMESTAMP
             WHERE name = ?
               AND code IS NOT NULL""";

    @Override
    public void declare(Collection<String> names) {
        connections.joining("Schedules were not declared", connection -> {
            try (PreparedStatement update = connection.prepareStatement(DECLARE)) {
                for (String name : names.stream().sorted().toList()) {
                    update.setString(1, name);
                    update.addBatch();
                }
                return update.executeBatch().length;
            }
        });
    }

    private static final String WITHDRAW = """
            UPDATE caraway_schedule
               SET state = 'WITHDRAWN', next_at = NULL, version = version + 1,
                   reason = 'No running node declares it any more'
             WHERE state = 'ACTIVE'
               AND code IS NOT NULL
               AND declared_at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND""";

    @Override
    public int withdraw(Duration silence) {
        return connections.alone("Schedules were not withdrawn", connection -> {
            try (PreparedStatement update = connection.prepareStatement(WITHDRAW)) {
                update.setDouble(1, Intervals.seconds(silence));
                return update.executeUpdate();
            }
        });
    }

    static final String FIRES = """
            SELECT fire_at, outcome, task_id, reason, recorded_at,
                   COALESCE((SELECT state FROM caraway_active WHERE id = task_id),
                            (SELECT state FROM caraway_finished WHERE id = task_id)) AS task_state
              FROM caraway_schedule_fire
             WHERE schedule_id = ?
               AND fire_at < ?
             ORDER BY fire_at DESC
             LIMIT ?""";

    @Override
    public List<FireRow> fires(UUID schedule, Instant before, int limit) {
        return connections.joining("The history of a schedule was not read", connection -> {
            List<FireRow> fires = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(FIRES)) {
                select.setObject(1, schedule);
                select.setObject(2, ScheduleColumns.utc(before));
                select.setInt(3, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        fires.add(new FireRow(
                                RowValues.requiredInstant(row, "fire_at"),
                                row.getString("outcome"),
                                row.getObject("task_id", UUID.class),
                                row.getString("task_state"),
                                row.getString("reason"),
                                RowValues.requiredInstant(row, "recorded_at")));
                    }
                }
            }
            return fires;
        });
    }
}
