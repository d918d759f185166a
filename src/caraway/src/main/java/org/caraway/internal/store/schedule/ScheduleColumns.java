package org.caraway.internal.store.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.jdbc.RowValues;
import org.jspecify.annotations.Nullable;

/** The columns of a schedule. Stateless. */
final class ScheduleColumns {

    static final String ALL = """
            id, name, task, arguments, options, workflow, kind, expression, zone, start_at, end_at, max_runs, jitter, misfire,
                   catch_up, overlap, except_calendars, pause_after_failures, state, reason, next_at, last_at, last_task_id, runs, version,
                   code, edited, active_since, fires_without_run, changed_at, changed_by""";

    private ScheduleColumns() {}

    static ScheduleRow read(ResultSet row) throws SQLException {
        String edited = row.getString("edited");
        return new ScheduleRow(
                row.getObject("id", UUID.class),
                row.getString("name"),
                TermColumns.read(row),
                new ScheduleRow.Status(
                        row.getString("state"),
                        row.getString("reason"),
                        RowValues.instant(row, "next_at"),
                        RowValues.instant(row, "last_at"),
                        row.getObject("last_task_id", UUID.class),
                        row.getLong("runs"),
                        RowValues.requiredInstant(row, "active_since"),
                        row.getInt("fires_without_run")),
                row.getString("code"),
                edited.isEmpty() ? Set.of() : Set.copyOf(List.of(edited.split(",", -1))),
                row.getLong("version"),
                RowValues.requiredInstant(row, "changed_at"),
                row.getString("changed_by"));
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
