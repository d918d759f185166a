package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.store.retain.IdRange;

/**
 * A partition of {@code caraway_finished} on PostgreSQL, with the tasks that were created on one day. Immutable.
 *
 * @param day in UTC, as its name says
 * @param table its name as statements need it: quoted, and with its schema if that is not the first one
 * @param owned whether this session may drop it
 */
record DayPartition(LocalDate day, String table, boolean owned) {

    private static final String PREFIX = "caraway_finished_";
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    /** How long after the retention a day may still contain tasks to keep, before batches delete the others. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final String ALL = """
            SELECT part.relname, CAST(CAST(part.oid AS regclass) AS text) AS table_name,
                   pg_has_role(part.relowner, 'USAGE') AS owned
              FROM pg_inherits AS child
              JOIN pg_class AS part ON part.oid = child.inhrelid
             WHERE child.inhparent = to_regclass('caraway_finished')
               AND part.relname ~ '^caraway_finished_[0-9]{8}$'
             ORDER BY part.relname""";

    /** All of them, the oldest first. Partitions with other names, such as those of an administrator, are ignored. */
    static List<DayPartition> all(Connection connection) throws SQLException {
        List<DayPartition> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ALL);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Optional<LocalDate> day = day(row.getString("relname"));
                if (day.isPresent()) {
                    all.add(new DayPartition(day.get(), row.getString("table_name"), row.getBoolean("owned")));
                }
            }
        }
        return all;
    }

    private static Optional<LocalDate> day(String name) {
        try {
            return Optional.of(LocalDate.parse(name.substring(PREFIX.length()), DAY));
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    /** The name of a day's partition, without a schema. */
    static String nameOf(LocalDate day) {
        return PREFIX + day.format(DAY);
    }

    IdRange ids() {
        return IdRange.ofDay(day);
    }

    /**
     * Whether each task that was finished on that day has been kept long enough, unless it has a retention of its own.
     */
    boolean over(Instant now, Duration retention) {
        return sinceItsEnd(now).compareTo(retention) > 0;
    }

    /** Whether some of its tasks have delayed its drop for so long that the others should not wait any more. */
    boolean overdue(Instant now, Duration retention) {
        return sinceItsEnd(now).compareTo(retention.plus(PATIENCE)) > 0;
    }

    private Duration sinceItsEnd(Instant now) {
        return Duration.between(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), now);
    }
}
