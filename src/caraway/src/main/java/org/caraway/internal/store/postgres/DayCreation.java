package org.caraway.internal.store.postgres;

import static java.lang.System.Logger.Level.DEBUG;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.retain.IdRange;

/**
 * Creates the partitions of the coming days. Thread-safe.
 *
 * <p>A day of which some rows are in the default partition already (because of a wrong clock, or because no partitions
 * were created for a week) gets no partition, and its rows stay there: to move rows would need a lock on the whole
 * table for as long as it takes. A partition is created as a separate table first, so that attaching it locks only the
 * default partition. Only the partition of the current day is attached under a lock on the whole table: otherwise a row
 * that is being inserted into the default partition at that moment would be refused.
 */
final class DayCreation {

    private static final System.Logger LOG = System.getLogger(DayCreation.class.getName());
    private static final String PURPOSE = "The partitions of finished tasks for the next days were not created";

    /** For so many days no partitions need to be created, and still every row has its partition. */
    private static final int DAYS_AHEAD = 7;

    /** Each statement without an id locks every partition and its indexes, in a lock table that all sessions share. */
    private static final Duration LONGEST_RETENTION = Duration.ofDays(90);

    private static final int MOST = 128;

    /**
     * Attaching a partition reads the default partition under its lock, to check that it contains no row of the new
     * range.
     */
    static final long LARGEST_DEFAULT_BYTES = 256L << 20;

    private final Connections connections;
    private final Dialect dialect;
    private final long largestDefaultBytes;
    private final BiConsumer<String, String> reportOnce;

    /**
     * Creates them while the default partition is no larger than this.
     *
     * @param reportOnce receives the reason why none is created: the kind of reason and a text
     */
    DayCreation(
            Connections connections, Dialect dialect, long largestDefaultBytes, BiConsumer<String, String> reportOnce) {
        this.connections = connections;
        this.dialect = dialect;
        this.largestDefaultBytes = largestDefaultBytes;
        this.reportOnce = reportOnce;
    }

    /** The partitions to create, and their schema. Immutable. */
    private record Plan(String schema, LocalDate today, List<LocalDate> days) {}

    void make(Duration retention) {
        if (retention.compareTo(LONGEST_RETENTION) > 0) {
            reportOnce.accept(
                    "retention",
                    "No partitions are created for finished tasks, since caraway.retention is longer than "
                            + LONGEST_RETENTION.toDays() + " days; they are deleted in batches");
            return;
        }
        Plan plan = connections.alone(PURPOSE, this::plan);
        for (LocalDate day : plan.days()) {
            if (!connections.alone(PURPOSE, connection -> attempted(connection, plan, day))) {
                return;
            }
        }
    }

    private Plan plan(Connection connection) throws SQLException {
        LocalDate today = DayPartitions.now(connection).atZone(ZoneOffset.UTC).toLocalDate();
        Set<LocalDate> there =
                DayPartition.all(connection).stream().map(DayPartition::day).collect(Collectors.toSet());
        List<LocalDate> missing = today.datesUntil(today.plusDays(DAYS_AHEAD + 1L))
                .filter(day -> !there.contains(day))
                .collect(Collectors.toCollection(ArrayList::new));
        if (missing.isEmpty()) {
            return new Plan("", today, missing);
        }
        if (there.size() + missing.size() > MOST) {
            reportOnce.accept(
                    "number",
                    "No more partitions are created for finished tasks: there are " + there.size()
                            + " already, because some of their tasks are kept for long;"
                            + " new ones are deleted in batches");
            return new Plan("", today, List.of());
        }
        return possible(connection, new Plan("", today, missing));
    }

    private static final String PLACE = """
            SELECT quote_ident(schema.nspname) AS schema_name,
                   pg_has_role(parent.relowner, 'USAGE') AND has_schema_privilege(schema.oid, 'CREATE') AS allowed,
                   COALESCE(pg_relation_size(partitioned.partdefid), 0) AS default_bytes
              FROM pg_partitioned_table AS partitioned
              JOIN pg_class AS parent ON parent.oid = partitioned.partrelid
              JOIN pg_namespace AS schema ON schema.oid = parent.relnamespace
             WHERE parent.oid = to_regclass('caraway_finished')""";

    private Plan possible(Connection connection, Plan wanted) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PLACE);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                reportOnce.accept(
                        "table", "caraway_finished is not partitioned; finished tasks are deleted in batches");
            } else if (!row.getBoolean("allowed")) {
                reportOnce.accept(
                        "rights",
                        "No partitions are created for finished tasks, since this database user"
                                + " does not own caraway_finished,"
                                + " or may not create tables in its schema; they are deleted in batches."
                                + " See the necessary privileges: sql/README.md");
            } else if (row.getLong("default_bytes") > largestDefaultBytes) {
                reportOnce.accept(
                        DayPartitions.DAILY_WARNING + wanted.today(),
                        "No partitions are created for finished tasks, since caraway_finished_default has "
                                + (row.getLong("default_bytes") >> 20) + " MiB, more than "
                                + (largestDefaultBytes >> 20) + ", and would be read under a lock; it takes the tasks"
                                + " whose ids are not of version 7. They are deleted in batches."
                                + " How to replace it: sql/README.md, Partitions on PostgreSQL");
            } else {
                return new Plan(row.getString("schema_name"), wanted.today(), wanted.days());
            }
        }
        return new Plan("", wanted.today(), List.of());
    }

    /** Whether to continue with the next day. */
    private boolean attempted(Connection connection, Plan plan, LocalDate day) throws SQLException {
        try {
            if (!DayPartitions.takesTurn(connection)) {
                return false;
            }
            dialect.boundLockWaits(connection, DayPartitions.patience());
            if (day.equals(plan.today())) {
                DayRemoval.lockAll(connection);
            }
            if (free(connection, plan.schema(), day)) {
                attach(connection, plan.schema(), day);
            }
            return true;
        } catch (SQLException failure) {
            if (!SqlFailures.lockNotAvailable(failure) && !SqlFailures.breaksCheck(failure)) {
                throw failure;
            }
            connection.rollback();
            LOG.log(DEBUG, () -> "The partition of " + day + " is created in another round: " + failure.getMessage());
            return false;
        }
    }

    private static final String FREE = """
            SELECT to_regclass(?) IS NULL
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_finished
                    WHERE id >= ?
                      AND id < ?)""";

    /**
     * Whether there is neither a table of its name, partition or not, nor a row of its range in the default partition.
     */
    private static boolean free(Connection connection, String schema, LocalDate day) throws SQLException {
        IdRange ids = IdRange.ofDay(day);
        try (PreparedStatement select = connection.prepareStatement(FREE)) {
            select.setString(1, schema + "." + DayPartition.nameOf(day));
            select.setObject(2, ids.from());
            select.setObject(3, ids.below());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static final String CREATE = """
            CREATE TABLE %s (LIKE caraway_finished INCLUDING ALL)""";

    private static final String ATTACH = """
            ALTER TABLE caraway_finished
                  ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')""";

    private static void attach(Connection connection, String schema, LocalDate day) throws SQLException {
        String table = schema + "." + DayPartition.nameOf(day);
        IdRange ids = IdRange.ofDay(day);
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE.formatted(table));
            statement.execute(ATTACH.formatted(table, ids.from(), ids.below()));
        }
    }
}
