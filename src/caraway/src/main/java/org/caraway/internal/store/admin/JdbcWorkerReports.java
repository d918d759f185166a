package org.caraway.internal.store.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.TaskState;
import org.caraway.admin.NameStats;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;
import org.jspecify.annotations.Nullable;

/** Reports the workers and the outcomes of tasks. Thread-safe. */
public final class JdbcWorkerReports implements WorkerReports {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Connections connections;

    public JdbcWorkerReports(Connections connections) {
        this.connections = connections;
    }

    private static final String WORKERS = """
            SELECT id, host, started_at, seen_at, lease_until, lease_until > CURRENT_TIMESTAMP AS alive,
                   fenced_completions, desired_state
              FROM caraway_worker
             ORDER BY started_at, id""";

    @Override
    public List<WorkerInfo> workers() {
        return connections.joining("The workers were not read", connection -> {
            Map<String, Map<String, WorkerInfo.Service>> queues = queues(connection);
            Map<String, Set<String>> names = names(connection);
            List<WorkerInfo> workers = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(WORKERS);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String id = row.getString("id");
                    workers.add(new WorkerInfo(
                            id,
                            row.getString("host"),
                            RowValues.requiredInstant(row, "started_at"),
                            RowValues.requiredInstant(row, "seen_at"),
                            RowValues.requiredInstant(row, "lease_until"),
                            row.getBoolean("alive"),
                            row.getLong("fenced_completions"),
                            WorkerOrder.valueOf(row.getString("desired_state")),
                            queues.getOrDefault(id, Map.of()),
                            names.getOrDefault(id, Set.of())));
                }
            }
            return workers;
        });
    }

    /** The tasks in flight are counted in one pass over the live table. */
    private static final String SERVICES = """
            SELECT share.worker_id, share.queue, share.slots, COALESCE(held.started, 0) AS started
              FROM caraway_worker_queue AS share
              LEFT JOIN (SELECT worker_id, queue, COUNT(*) AS started
                           FROM caraway_active
                          WHERE state = 'STARTED'
                          GROUP BY worker_id, queue) AS held
                ON held.worker_id = share.worker_id AND held.queue = share.queue""";

    private static Map<String, Map<String, WorkerInfo.Service>> queues(Connection connection) throws SQLException {
        Map<String, Map<String, WorkerInfo.Service>> queues = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(SERVICES);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                queues.computeIfAbsent(row.getString("worker_id"), worker -> new HashMap<>())
                        .put(
                                row.getString("queue"),
                                new WorkerInfo.Service(row.getInt("slots"), row.getLong("started")));
            }
        }
        return queues;
    }

    private static final String NAMES = """
            SELECT worker_id, name
              FROM caraway_worker_name""";

    private static Map<String, Set<String>> names(Connection connection) throws SQLException {
        Map<String, Set<String>> names = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(NAMES);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                names.computeIfAbsent(row.getString("worker_id"), worker -> new HashSet<>())
                        .add(row.getString("name"));
            }
        }
        return names;
    }

    private static final String OUTCOMES = """
            SELECT name, state, COUNT(*) AS tasks, AVG(EXTRACT(EPOCH FROM (finished_at - started_at))) AS seconds
              FROM caraway_finished
             WHERE finished_at >= ?
             GROUP BY name, state
             ORDER BY name, state""";

    @Override
    public List<NameStats> outcomes(Instant since) {
        return connections.joining("The outcomes of tasks were not counted", connection -> {
            List<NameStats> outcomes = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(OUTCOMES)) {
                select.setObject(1, since.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        outcomes.add(new NameStats(
                                row.getString("name"),
                                TaskState.valueOf(row.getString("state")),
                                row.getLong("tasks"),
                                average(row)));
                    }
                }
            }
            return outcomes;
        });
    }

    private static @Nullable Duration average(ResultSet row) throws SQLException {
        double seconds = row.getDouble("seconds");
        return row.wasNull() ? null : Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    }
}
