package org.caraway.internal.store.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.jdbc.RowValues;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;

/**
 * Inserts runs for fires of the past, in one transaction. Confined to it.
 *
 * <p>The row of the schedule is locked meanwhile, so that two backfills of one span cannot run the same fire. The loop
 * that fires decides about fires from the due time on, and a backfill about those before.
 */
record Backfill(Connection connection, RunInserts runs) {

    private static final String LOCK = """
            SELECT id
              FROM caraway_schedule
             WHERE id = ?
               FOR UPDATE""";

    /** Inserts what has not run, and returns it. */
    List<Fire> insert(UUID schedule, List<Fire> fires) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, schedule);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    return List.of();
                }
            }
        }
        Set<Instant> taken = taken(schedule, fires);
        List<Fire> free = new ArrayList<>(fires);
        free.removeIf(fire -> taken.contains(fire.at()));
        runs.insert(connection, free);
        for (Fire fire : free) {
            record(schedule, fire);
        }
        return free;
    }

    private static final String TAKEN = """
            SELECT fire_at
              FROM caraway_schedule_fire
             WHERE schedule_id = ?
               AND fire_at BETWEEN ? AND ?
               AND outcome IN ('FIRED', 'QUEUED')""";

    private Set<Instant> taken(UUID schedule, List<Fire> fires) throws SQLException {
        Set<Instant> taken = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(TAKEN)) {
            select.setObject(1, schedule);
            select.setObject(2, ScheduleColumns.utc(fires.get(0).at()));
            select.setObject(3, ScheduleColumns.utc(fires.get(fires.size() - 1).at()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    taken.add(RowValues.requiredInstant(row, "fire_at"));
                }
            }
        }
        return taken;
    }

    private static final String FORGET = """
            DELETE FROM caraway_schedule_fire
             WHERE schedule_id = ?
               AND fire_at = ?""";

    private static final String RECORD = """
            INSERT INTO caraway_schedule_fire (schedule_id, fire_at, outcome, task_id, reason, backfilled)
            VALUES (?, ?, ?, ?, 'Backfill', TRUE)""";

    /** Instead of what the history had: that it was missed, skipped or refused. */
    private void record(UUID schedule, Fire fire) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET);
                PreparedStatement insert = connection.prepareStatement(RECORD)) {
            forget.setObject(1, schedule);
            forget.setObject(2, ScheduleColumns.utc(fire.at()));
            forget.executeUpdate();
            NewTask task = fire.task();
            insert.setObject(1, schedule);
            insert.setObject(2, ScheduleColumns.utc(fire.at()));
            insert.setString(3, fire.outcome());
            insert.setObject(4, task == null ? null : task.id());
            insert.executeUpdate();
        }
    }
}
