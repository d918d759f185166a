package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.finish.FinishedTasks;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;

/** Deletes finished tasks that have been kept long enough, row by row. Thread-safe. */
public final class JdbcRetention implements Retention {

    private final Connections connections;
    private final Dialect dialect;
    private final FinishedPartitions partitions;

    private final FullBuckets buckets = new FullBuckets();

    public JdbcRetention(Connections connections, Dialect dialect, FinishedPartitions partitions) {
        this.connections = connections;
        this.dialect = dialect;
        this.partitions = partitions;
    }

    private static final String OUTDATED = """
            DELETE FROM caraway_retention
             WHERE counts_until < CURRENT_TIMESTAMP""";

    private static final String LONGEST = """
            SELECT MAX(keep_seconds)
              FROM caraway_retention""";

    @Override
    public Duration longest(Duration own) {
        return connections.alone("The retention was not recorded", connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(dialect.retentionUpsert());
                    PreparedStatement delete = connection.prepareStatement(OUTDATED);
                    PreparedStatement select = connection.prepareStatement(LONGEST)) {
                upsert.setLong(1, own.plusNanos(999_999_999).toSeconds());
                upsert.executeUpdate();
                delete.executeUpdate();
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return Duration.ofSeconds(row.getLong(1));
                }
            }
        });
    }

    /** The index has all columns: tasks that are kept longer, and those of workflows, are skipped within it. */
    private static final String OLD = """
            SELECT id
              FROM caraway_finished
             WHERE finished_at < CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
               AND retain_until IS NULL
               AND workflow_id IS NULL%s
             ORDER BY finished_at
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    private static final String NOT_SPARED = """

               AND (id < ? OR id >= ?)""";

    /** The ids in this number of ranges are left out: the database does not even read their partitions. */
    static String old(int spared) {
        return OLD.formatted(NOT_SPARED.repeat(spared));
    }

    static final String KEPT = """
            SELECT id
              FROM caraway_finished
             WHERE retain_until < CURRENT_TIMESTAMP
               AND workflow_id IS NULL
             ORDER BY retain_until
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    @Override
    public int prune(Duration age, int limit) {
        return connections.alone("Finished tasks were not pruned", connection -> {
            List<UUID> over = old(connection, age, limit);
            if (over.size() < limit) {
                over.addAll(kept(connection, limit - over.size()));
            }
            int pruned = new FinishedTasks(connection).delete(over);
            return pruned < limit ? pruned + new FinishedWorkflows(connection).prune(age, limit - pruned) : pruned;
        });
    }

    @Override
    public boolean pruneExpiredRows(Duration age, int limit) {
        return connections.alone("Expired rows were not pruned", connection -> {
            boolean more = ExpiredRows.prune(connection, age, limit);
            return buckets.prune(connection, limit) >= limit || more;
        });
    }

    private List<UUID> old(Connection connection, Duration age, int limit) throws SQLException {
        List<IdRange> spared = partitions.spared(connection, age);
        try (PreparedStatement select = connection.prepareStatement(old(spared.size()))) {
            int index = 1;
            select.setDouble(index++, Intervals.seconds(age));
            for (IdRange range : spared) {
                select.setObject(index++, range.from());
                select.setObject(index++, range.below());
            }
            select.setInt(index, limit);
            return ids(select);
        }
    }

    private static List<UUID> kept(Connection connection, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KEPT)) {
            select.setInt(1, limit);
            return ids(select);
        }
    }

    private static List<UUID> ids(PreparedStatement select) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    @Override
    public boolean forget(UUID id) {
        return connections.joining(
                "Task " + id + " was not forgotten", connection -> new ForgottenTasks(connection).forget(id));
    }
}
