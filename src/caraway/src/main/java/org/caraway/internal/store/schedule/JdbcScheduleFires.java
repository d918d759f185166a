package org.caraway.internal.store.schedule;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.lifecycle.StorableText;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules. Thread-safe.
 *
 * <p>Any number of nodes read the same due schedules, and code of the application takes part in making their tasks, so
 * that no transaction is open meanwhile. Of all nodes one stores the outcome: its update finds the version that it has
 * read, moves the due time, and commits together with the tasks and the history. The updates are made in the order of
 * the ids, so that two nodes cannot deadlock; the second one waits, finds another version, and stores nothing.
 */
public final class JdbcScheduleFires implements ScheduleFires {

    private static final String PURPOSE = "Schedules were not fired";
    private static final int REASON_CAP = 1_000;

    private final Connections connections;
    private final RunInserts runs;

    public JdbcScheduleFires(Connections connections, RunInserts runs) {
        this.connections = connections;
        this.runs = runs;
    }

    static final String DUE = """
            SELECT %s, CURRENT_TIMESTAMP AS now
              FROM caraway_schedule
             WHERE next_at <= CURRENT_TIMESTAMP
               AND NOT (id = ANY (?))
             ORDER BY next_at
             LIMIT ?""".formatted(ScheduleColumns.ALL);

    static final String NEXT = """
            SELECT CURRENT_TIMESTAMP AS now, (SELECT MIN(next_at)
                                                FROM caraway_schedule
                                               WHERE next_at > CURRENT_TIMESTAMP) AS next_at""";

    @Override
    public Due due(int limit, Set<UUID> except) {
        return connections.alone(PURPOSE, connection -> {
            List<ScheduleRow> rows = due(connection, limit, except);
            try (PreparedStatement select = connection.prepareStatement(NEXT);
                    ResultSet row = select.executeQuery()) {
                row.next();
                return new Due(RowValues.requiredInstant(row, "now"), rows, RowValues.instant(row, "next_at"));
            }
        });
    }

    private static List<ScheduleRow> due(Connection connection, int limit, Set<UUID> except) throws SQLException {
        List<ScheduleRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setArray(1, connection.createArrayOf("uuid", except.toArray()));
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(ScheduleColumns.read(row));
                }
            }
        }
        return rows;
    }

    static final String LATE = """
            SELECT %s, CURRENT_TIMESTAMP AS now
              FROM caraway_schedule
             WHERE state IN ('NEW', 'ACTIVE')
               AND (fires_without_run >= ? OR next_at < CURRENT_TIMESTAMP)
             ORDER BY next_at
             LIMIT ?""".formatted(ScheduleColumns.ALL);

    @Override
    public Due late(int firesWithoutRun, int limit) {
        return connections.alone(PURPOSE, connection -> {
            List<ScheduleRow> rows = new ArrayList<>();
            Instant now = Instant.EPOCH;
            try (PreparedStatement select = connection.prepareStatement(LATE)) {
                select.setInt(1, firesWithoutRun);
                select.setInt(2, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(ScheduleColumns.read(row));
                        now = RowValues.requiredInstant(row, "now");
                    }
                }
            }
            return new Due(now, rows, null);
        });
    }

    static final String QUEUED = """
            SELECT %s, CURRENT_TIMESTAMP AS now, queued_at
              FROM caraway_schedule
              JOIN (SELECT schedule_id,
                           COALESCE(MIN(CASE WHEN NOT backfilled THEN fire_at END), MIN(fire_at)) AS queued_at
                      FROM caraway_schedule_fire
                     WHERE outcome = 'QUEUED'
                     GROUP BY schedule_id) AS queued ON queued.schedule_id = caraway_schedule.id
             WHERE state IN ('ACTIVE', 'ENDED')
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_active
                    WHERE caraway_active.schedule_id = caraway_schedule.id)
             LIMIT ?""".formatted(ScheduleColumns.ALL);

    @Override
    public Queued queued(int limit) {
        return connections.alone(PURPOSE, connection -> {
            List<ScheduleRow> rows = new ArrayList<>();
            Map<UUID, Instant> fireAt = new HashMap<>();
            Instant now = Instant.EPOCH;
            try (PreparedStatement select = connection.prepareStatement(QUEUED)) {
                select.setInt(1, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ScheduleRow schedule = ScheduleColumns.read(row);
                        rows.add(schedule);
                        fireAt.put(schedule.id(), RowValues.requiredInstant(row, "queued_at"));
                        now = RowValues.requiredInstant(row, "now");
                    }
                }
            }
            return new Queued(now, rows, fireAt);
        });
    }

    static final String RUNS = """
            SELECT schedule_id, SUM(waiting) AS waiting, SUM(started) AS started, SUM(backfilled) AS backfilled
              FROM (SELECT active.schedule_id,
                           CASE WHEN fire.backfilled THEN 0
                                WHEN active.state = 'STARTED' OR active.workflow_id IS NOT NULL THEN 0
                                ELSE 1 END AS waiting,
                           CASE WHEN fire.backfilled THEN 0
                                WHEN active.state = 'STARTED' OR active.workflow_id IS NOT NULL THEN 1
                                ELSE 0 END AS started,
                           CASE WHEN fire.backfilled THEN 1 ELSE 0 END AS backfilled
                      FROM caraway_active AS active
                      LEFT JOIN caraway_schedule_fire AS fire ON fire.schedule_id = active.schedule_id
                                                             AND fire.task_id = COALESCE(active.workflow_id, active.id)
                                                             AND fire.backfilled
                     WHERE active.schedule_id = ANY (?)
                     UNION ALL
                    SELECT schedule_id, 1 AS waiting, 0 AS started, 0 AS backfilled
                      FROM caraway_schedule_fire
                     WHERE outcome = 'QUEUED'
                       AND NOT backfilled
                       AND schedule_id = ANY (?)) AS runs
             GROUP BY schedule_id""";

    @Override
    public Map<UUID, Runs> runs(Set<UUID> schedules) {
        if (schedules.isEmpty()) {
            return Map.of();
        }
        return connections.alone(PURPOSE, connection -> {
            Map<UUID, Runs> runs = new HashMap<>();
            Array ids = connection.createArrayOf("uuid", schedules.toArray());
            try (PreparedStatement select = connection.prepareStatement(RUNS)) {
                select.setArray(1, ids);
                select.setArray(2, ids);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        runs.put(
                                row.getObject("schedule_id", UUID.class),
                                new Runs(row.getInt("waiting"), row.getInt("started"), row.getInt("backfilled")));
                    }
                }
            } finally {
                ids.free();
            }
            return runs;
        });
    }

    static final String LATEST_OUTCOMES = """
            SELECT caraway_finished.state
              FROM caraway_schedule_fire
              JOIN caraway_finished ON caraway_finished.id = caraway_schedule_fire.task_id
             WHERE caraway_schedule_fire.schedule_id = ?
               AND caraway_schedule_fire.recorded_at > ?
             ORDER BY caraway_schedule_fire.fire_at DESC
             LIMIT ?""";

    @Override
    public int failuresInARow(UUID schedule, Instant since, int most) {
        return connections.alone(PURPOSE, connection -> {
            try (PreparedStatement select = connection.prepareStatement(LATEST_OUTCOMES)) {
                select.setObject(1, schedule);
                select.setObject(2, ScheduleColumns.utc(since));
                select.setInt(3, most);
                try (ResultSet row = select.executeQuery()) {
                    int failures = 0;
                    while (row.next() && row.getString(1).equals("FAILURE")) {
                        failures++;
                    }
                    return failures;
                }
            }
        });
    }

    private static final String FINISHED_AT = """
            SELECT finished_at
              FROM caraway_finished
             WHERE id = ?""";

    @Override
    public @Nullable Instant finishedAt(UUID task) {
        return connections
                .<List<Instant>>alone(PURPOSE, connection -> {
                    try (PreparedStatement select = connection.prepareStatement(FINISHED_AT)) {
                        select.setObject(1, task);
                        try (ResultSet row = select.executeQuery()) {
                            return row.next() ? List.of(RowValues.requiredInstant(row, "finished_at")) : List.of();
                        }
                    }
                })
                .stream()
                .findFirst()
                .orElse(null);
    }

    @Override
    public Set<UUID> store(List<Firing> firings) {
        List<Firing> ordered = firings.stream()
                .sorted(Comparator.comparing(firing -> firing.row().id()))
                .toList();
        return connections.alone(PURPOSE, connection -> {
            List<Firing> won = advance(connection, free(connection, ordered));
            insert(connection, won);
            record(connection, won);
            revoke(connection, won);
            Set<UUID> ids = new HashSet<>();
            won.forEach(firing -> ids.add(firing.row().id()));
            return ids;
        });
    }

    private static final String ADVANCE = """
            UPDATE caraway_schedule
               SET state = ?, reason = ?, next_at = ?, last_at = ?, last_task_id = ?, runs = ?,
                   fires_without_run = ?, version = version + 1
             WHERE id = ?
               AND version = ?""";

    private static final String FREE = """
            SELECT id
              FROM caraway_schedule
             WHERE id = ANY (?)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    /** Without those that another transaction has locked: the others do not wait for an operator's long one. */
    private static List<Firing> free(Connection connection, List<Firing> firings) throws SQLException {
        Set<UUID> free = ByIds.select(
                connection,
                FREE,
                firings.stream().map(firing -> firing.row().id()).toList());
        return firings.stream()
                .filter(firing -> free.contains(firing.row().id()))
                .toList();
    }

    private static List<Firing> advance(Connection connection, List<Firing> firings) throws SQLException {
        if (firings.isEmpty()) {
            return List.of();
        }
        List<Firing> won = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            for (Firing firing : firings) {
                ScheduleRow.Status status = firing.status();
                update.setString(1, status.state());
                update.setString(2, cut(status.reason()));
                update.setObject(3, ScheduleColumns.utc(status.nextAt()), Types.TIMESTAMP_WITH_TIMEZONE);
                update.setObject(4, ScheduleColumns.utc(status.lastAt()), Types.TIMESTAMP_WITH_TIMEZONE);
                update.setObject(5, status.lastTaskId());
                update.setLong(6, status.runs());
                update.setInt(7, status.firesWithoutRun());
                update.setObject(8, firing.row().id());
                update.setLong(9, firing.row().version());
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    won.add(firings.get(i));
                }
            }
        }
        return won;
    }

    private void insert(Connection connection, List<Firing> won) throws SQLException {
        runs.insert(
                connection,
                won.stream().flatMap(firing -> firing.fires().stream()).toList());
    }

    private static final String RECORD = """
            INSERT INTO caraway_schedule_fire (outcome, task_id, reason, schedule_id, fire_at)
            VALUES (?, ?, ?, ?, ?)""";

    private static final String RECORD_QUEUED = """
            UPDATE caraway_schedule_fire
               SET outcome = ?, task_id = ?, reason = ?, recorded_at = CURRENT_TIMESTAMP
             WHERE schedule_id = ?
               AND fire_at = ?""";

    private static void record(Connection connection, List<Firing> won) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(RECORD);
                PreparedStatement update = connection.prepareStatement(RECORD_QUEUED)) {
            for (Firing firing : won) {
                for (Fire fire : firing.fires()) {
                    PreparedStatement statement = firing.wasQueued() ? update : insert;
                    NewTask task = fire.task();
                    OffsetDateTime at = ScheduleColumns.utc(fire.at());
                    statement.setString(1, fire.outcome());
                    statement.setObject(2, task == null ? null : task.id());
                    statement.setString(3, cut(fire.reason()));
                    statement.setObject(4, firing.row().id());
                    statement.setObject(5, at);
                    statement.addBatch();
                }
            }
            insert.executeBatch();
            update.executeBatch();
        }
    }

    private static final String REVOKE = """
            UPDATE caraway_active
               SET revoke_mode = 'INTERRUPT', revoked_by = COALESCE(revoked_by, ?)
             WHERE schedule_id = ?
               AND id <> ?
               AND workflow_id IS NULL""";

    private static final String REVOKE_WORKFLOWS = """
            UPDATE caraway_workflow
               SET revoke_mode = 'INTERRUPT', revoked_by = COALESCE(revoked_by, CAST(? AS VARCHAR))
             WHERE id IN (SELECT workflow_id
                            FROM caraway_active
                           WHERE schedule_id = ?
                             AND workflow_id <> ?)""";

    private static void revoke(Connection connection, List<Firing> won) throws SQLException {
        for (Firing firing : won) {
            UUID latest = firing.status().lastTaskId();
            if (firing.revokeRunning() && latest != null) {
                for (String statement : List.of(REVOKE, REVOKE_WORKFLOWS)) {
                    try (PreparedStatement update = connection.prepareStatement(statement)) {
                        update.setString(1, cut("schedule " + firing.row().name(), 200));
                        update.setObject(2, firing.row().id());
                        update.setObject(3, latest);
                        update.executeUpdate();
                    }
                }
            }
        }
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : cut(text, REASON_CAP);
    }

    private static String cut(String text, int cap) {
        return StorableText.of(text.length() <= cap ? text : text.substring(0, cap));
    }
}
