package org.caraway.internal.store;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;

/** Who works, and until when. Thread-safe. What becomes of the tasks of those who no longer do: {@link Rescues}. */
final class WorkerLeases {

    private final Connections connections;

    WorkerLeases(Connections connections) {
        this.connections = connections;
    }

    private static final String REGISTER = """
            INSERT INTO caraway_worker (id, host, queues, lease_until)
            VALUES (?, ?, ?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)""";

    void register(String workerId, String host, List<String> queues, Duration lease) {
        connections.alone("Worker " + workerId + " was not registered", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(REGISTER)) {
                insert.setString(1, workerId);
                insert.setString(2, host);
                insert.setString(3, String.join(",", queues));
                insert.setDouble(4, TaskInserts.seconds(lease));
                return insert.executeUpdate();
            }
        });
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
