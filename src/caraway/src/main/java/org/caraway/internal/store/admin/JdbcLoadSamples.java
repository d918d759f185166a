package org.caraway.internal.store.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.caraway.CallOptions;
import org.caraway.internal.store.jdbc.Connections;
import org.jspecify.annotations.Nullable;

/**
 * Samples the waiting tasks every few seconds without counting them all. Thread-safe.
 *
 * <p>A sample walks over the fairness groups of each queue (priority, name and key) by {@code caraway_active_due}, and
 * reads only the due tasks of each: a million delayed tasks cost nothing, a million due tasks cost as much as the cap.
 * The first task of a fairness group is the one that has been due the longest, so the age is exact wherever the count
 * is capped, as long as the queue has no more fairness groups than the sample scans.
 */
public final class JdbcLoadSamples implements LoadSamples {

    /** How many tasks of a queue are counted. */
    static final int TASKS_CAP = 10_000;

    /** How many fairness groups of a queue are scanned. */
    static final int GROUPS_CAP = 100;

    /** How many queues are scanned. */
    static final int QUEUES_CAP = 100;

    /** How many of them may be queues that no worker serves: their names may be junk. */
    static final int UNSERVED_CAP = 20;

    private final Connections connections;

    public JdbcLoadSamples(Connections connections) {
        this.connections = connections;
    }

    @Override
    public LoadSample sample() {
        return connections.alonePinned("The load was not sampled", connection -> {
            long workers = livingWorkers(connection);
            Map<String, Long> slots = slots(connection);
            List<QueueLoad> loads = new ArrayList<>();
            for (String queue : queues(connection, slots)) {
                loads.add(load(connection, queue, slots.getOrDefault(queue, 0L)));
            }
            return new LoadSample(workers, loads);
        });
    }

    private static final String LIVING = """
            SELECT COUNT(*)
              FROM caraway_worker
             WHERE lease_until > CURRENT_TIMESTAMP""";

    /** One round trip, for callers that check whether the database answers. */
    @Override
    public long livingWorkers() {
        return connections.joiningOne("The living workers were not counted", JdbcLoadSamples::livingWorkers);
    }

    private static long livingWorkers(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LIVING);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static final String SLOTS = """
            SELECT share.queue, SUM(share.slots)
              FROM caraway_worker_queue AS share
              JOIN caraway_worker AS worker ON worker.id = share.worker_id
             WHERE worker.lease_until > CURRENT_TIMESTAMP
             GROUP BY share.queue""";

    private static Map<String, Long> slots(Connection connection) throws SQLException {
        Map<String, Long> slots = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(SLOTS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                slots.put(row.getString(1), row.getLong(2));
            }
        }
        return slots;
    }

    private static final String NEXT_QUEUE = """
            SELECT queue
              FROM caraway_active
             WHERE queue > ?
               AND run_at IS NOT NULL
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    private static List<String> queues(Connection connection, Map<String, Long> served) throws SQLException {
        TreeSet<String> queues = new TreeSet<>();
        try (PreparedStatement select = connection.prepareStatement(NEXT_QUEUE)) {
            String last = "";
            for (int found = 0; found < QUEUES_CAP && last != null; found++) {
                select.setString(1, last);
                last = text(select);
                if (last != null) {
                    queues.add(last);
                }
            }
        }
        queues.removeAll(served.keySet());
        return Stream.concat(
                        new TreeSet<>(served.keySet()).stream(), queues.stream().limit(UNSERVED_CAP))
                .filter(queue -> CallOptions.workerOf(queue).isEmpty())
                .limit(QUEUES_CAP)
                .toList();
    }

    private static @Nullable String text(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** A fairness group within one priority. Immutable. */
    private record Group(int priority, String name, String key) {}

    private static QueueLoad load(Connection connection, String queue, long slots) throws SQLException {
        long ready = 0;
        @Nullable Duration oldest = null;
        @Nullable Group group = next(connection, queue, new Group(10, "", ""));
        for (int seen = 0; seen < GROUPS_CAP && group != null; seen++) {
            Due due = due(connection, queue, group, (int) Math.max(1, TASKS_CAP - ready));
            ready = Math.min(TASKS_CAP, ready + due.tasks());
            oldest = longer(oldest, due.oldest());
            group = next(connection, queue, group);
        }
        return new QueueLoad(queue, ready, oldest, slots);
    }

    private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
    }

    private static final String NEXT_GROUP = """
            SELECT priority, name, task_key
              FROM ((SELECT 1 AS step, priority, name, task_key
                       FROM caraway_active
                      WHERE queue = ? AND priority = ? AND name = ? AND task_key > ?
                        AND run_at IS NOT NULL
                      ORDER BY queue, priority DESC, name, task_key, run_at
                      LIMIT 1)
                     UNION ALL
                    (SELECT 2 AS step, priority, name, task_key
                       FROM caraway_active
                      WHERE queue = ? AND priority = ? AND name > ?
                        AND run_at IS NOT NULL
                      ORDER BY queue, priority DESC, name, task_key, run_at
                      LIMIT 1)
                     UNION ALL
                    (SELECT 3 AS step, priority, name, task_key
                       FROM caraway_active
                      WHERE queue = ? AND priority < ?
                        AND run_at IS NOT NULL
                      ORDER BY queue, priority DESC, name, task_key, run_at
                      LIMIT 1)) AS behind
             ORDER BY step
             LIMIT 1""";

    /** One comparison of all three columns would not use the index, whose directions differ. */
    private static @Nullable Group next(Connection connection, String queue, Group group) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT_GROUP)) {
            select.setString(1, queue);
            select.setInt(2, group.priority());
            select.setString(3, group.name());
            select.setString(4, group.key());
            select.setString(5, queue);
            select.setInt(6, group.priority());
            select.setString(7, group.name());
            select.setString(8, queue);
            select.setInt(9, group.priority());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Group(row.getInt(1), row.getString(2), row.getString(3)) : null;
            }
        }
    }

    private record Due(long tasks, @Nullable Duration oldest) {}

    private static final String DUE = """
            SELECT COUNT(*), MIN(run_at), CURRENT_TIMESTAMP
              FROM (SELECT run_at
                      FROM caraway_active
                     WHERE queue = ? AND priority = ? AND name = ? AND task_key = ?
                       AND run_at <= CURRENT_TIMESTAMP
                       AND state IN ('PENDING', 'RETRY')
                     ORDER BY queue, priority DESC, name, task_key, run_at
                     LIMIT ?) AS due""";

    private static Due due(Connection connection, String queue, Group group, int cap) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setString(1, queue);
            select.setInt(2, group.priority());
            select.setString(3, group.name());
            select.setString(4, group.key());
            select.setInt(5, cap);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                @Nullable OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
                return new Due(
                        row.getLong(1),
                        since == null ? null : Duration.between(since, row.getObject(3, OffsetDateTime.class)));
            }
        }
    }
}
