package org.caraway.internal.store.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.caraway.admin.StatsPoint;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;

/**
 * Stores the counts of attempts and outcomes, minute by minute of the database's clock. Thread-safe. A row belongs to
 * one process: no session waits for its lock.
 */
public final class JdbcCounters implements Counters {

    private final Connections connections;

    public JdbcCounters(Connections connections) {
        this.connections = connections;
    }

    private static final String NOW = """
            SELECT CURRENT_TIMESTAMP""";

    private static final String ADD = """
            UPDATE caraway_counter
               SET started = started + ?, succeeded = succeeded + ?, failed = failed + ?, retried = retried + ?,
                   revoked = revoked + ?, expired = expired + ?, wait_millis = wait_millis + ?,
                   run_millis = run_millis + ?
             WHERE at_minute = ? AND writer = ? AND queue = ? AND name = ?""";

    private static final String INSERT = """
            INSERT INTO caraway_counter (started, succeeded, failed, retried, revoked, expired, wait_millis, run_millis,
                                         at_minute, writer, queue, name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    @Override
    public void add(String writer, List<TaskCounts> counts) {
        connections.alone("The task counts of " + writer + " were not written", connection -> {
            OffsetDateTime minute = minute(connection);
            List<TaskCounts> first = new ArrayList<>();
            try (PreparedStatement add = connection.prepareStatement(ADD)) {
                for (TaskCounts count : counts) {
                    set(add, count, minute, writer);
                    if (add.executeUpdate() == 0) {
                        first.add(count);
                    }
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (TaskCounts count : first) {
                    set(insert, count, minute, writer);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return first.size();
        });
    }

    private static OffsetDateTime minute(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.MINUTES);
        }
    }

    private static void set(PreparedStatement statement, TaskCounts count, OffsetDateTime minute, String writer)
            throws SQLException {
        statement.setLong(1, count.started());
        statement.setLong(2, count.succeeded());
        statement.setLong(3, count.failed());
        statement.setLong(4, count.retried());
        statement.setLong(5, count.revoked());
        statement.setLong(6, count.expired());
        statement.setLong(7, count.waitMillis());
        statement.setLong(8, count.runMillis());
        statement.setObject(9, minute, Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setString(10, writer);
        statement.setString(11, count.queue());
        statement.setString(12, count.name());
    }

    private static final String HISTORY = """
            SELECT at_minute, queue, name, SUM(started) AS started, SUM(succeeded) AS succeeded, SUM(failed) AS failed,
                   SUM(retried) AS retried, SUM(revoked) AS revoked, SUM(expired) AS expired,
                   SUM(wait_millis) AS wait_millis, SUM(run_millis) AS run_millis
              FROM caraway_counter
             WHERE at_minute >= ?
               AND at_minute < ?
             GROUP BY at_minute, queue, name
             ORDER BY at_minute, queue, name""";

    @Override
    public List<StatsPoint> history(Instant since, Instant until, Duration step) {
        return connections.joining("The task counts were not read", connection -> {
            Map<Place, StatsPoint> points = new TreeMap<>();
            try (PreparedStatement select = connection.prepareStatement(HISTORY)) {
                select.setObject(1, since.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
                select.setObject(2, until.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        StatsPoint point = point(row, since, step);
                        points.merge(new Place(point), point, JdbcCounters::sum);
                    }
                }
            }
            return List.copyOf(points.values());
        });
    }

    /** Orders points by time, queue and name. */
    private record Place(Instant from, String queue, String name) implements Comparable<Place> {

        Place(StatsPoint point) {
            this(point.from(), point.queue(), point.name());
        }

        @Override
        public int compareTo(Place other) {
            int byTime = from.compareTo(other.from);
            int byQueue = byTime != 0 ? byTime : queue.compareTo(other.queue);
            return byQueue != 0 ? byQueue : name.compareTo(other.name);
        }
    }

    private static StatsPoint point(ResultSet row, Instant since, Duration step) throws SQLException {
        Instant minute = RowValues.requiredInstant(row, "at_minute");
        long steps = Duration.between(since, minute).dividedBy(step);
        return new StatsPoint(
                since.plus(step.multipliedBy(steps)),
                row.getString("queue"),
                row.getString("name"),
                row.getLong("started"),
                row.getLong("succeeded"),
                row.getLong("failed"),
                row.getLong("retried"),
                row.getLong("revoked"),
                row.getLong("expired"),
                Duration.ofMillis(row.getLong("wait_millis")),
                Duration.ofMillis(row.getLong("run_millis")));
    }

    private static StatsPoint sum(StatsPoint one, StatsPoint other) {
        return new StatsPoint(
                one.from(),
                one.queue(),
                one.name(),
                one.started() + other.started(),
                one.succeeded() + other.succeeded(),
                one.failed() + other.failed(),
                one.retried() + other.retried(),
                one.revoked() + other.revoked(),
                one.expired() + other.expired(),
                one.waitTime().plus(other.waitTime()),
                one.runTime().plus(other.runTime()));
    }
}
