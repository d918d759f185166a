package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Who works, and until when. Thread-safe. What becomes of the tasks of those who no longer do: {@link Rescues}. */
final class WorkerLeases {

    private final Connections connections;

    WorkerLeases(Connections connections) {
        this.connections = connections;
    }

    private static final String REGISTER = """
            INSERT INTO caraway_worker (id, host, lease_until)
            VALUES (?, ?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)""";

    void register(String workerId, String host, Map<String, Integer> queues, Set<String> names, Duration lease) {
        connections.alone("Worker " + workerId + " was not registered", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(REGISTER)) {
                insert.setString(1, workerId);
                insert.setString(2, host);
                insert.setDouble(3, TaskInserts.seconds(lease));
                insert.executeUpdate();
            }
            addQueues(connection, workerId, queues);
            addNames(connection, workerId, names);
            return workerId;
        });
    }

    private static final String ADD_QUEUE = """
            INSERT INTO caraway_worker_queue (worker_id, queue, slots)
            VALUES (?, ?, ?)""";

    private static void addQueues(Connection connection, String workerId, Map<String, Integer> queues)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD_QUEUE)) {
            for (Map.Entry<String, Integer> queue : queues.entrySet()) {
                insert.setString(1, workerId);
                insert.setString(2, queue.getKey());
                insert.setInt(3, queue.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static final String ADD_NAME = """
            INSERT INTO caraway_worker_name (worker_id, name)
            VALUES (?, ?)""";

    private static void addNames(Connection connection, String workerId, Set<String> names) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD_NAME)) {
            for (String name : names) {
                insert.setString(1, workerId);
                insert.setString(2, name);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static final String RENEW = """
            UPDATE caraway_worker
               SET seen_at = CURRENT_TIMESTAMP,
                   lease_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                   late_ends = ?
             WHERE id = ?""";

    boolean renew(String workerId, Duration lease, long lateEnds) {
        return connections.alone("The lease of worker " + workerId + " was not renewed", connection -> {
            try (PreparedStatement update = connection.prepareStatement(RENEW)) {
                update.setDouble(1, TaskInserts.seconds(lease));
                update.setLong(2, lateEnds);
                update.setString(3, workerId);
                return update.executeUpdate() == 1;
            }
        });
    }
}
