package org.caraway.internal.store.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.recover.JdbcRescues;

/**
 * Stores the living workers, their queues and definitions, and their leases. Thread-safe. {@link JdbcRescues} rescues
 * the tasks of lost workers.
 */
public final class JdbcWorkerRegistry implements WorkerRegistry {

    private final Connections connections;
    private final Dialect dialect;

    public JdbcWorkerRegistry(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    private static final String REGISTER = """
            INSERT INTO caraway_worker (id, host, lease_until, desired_state)
            VALUES (?, ?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND, ?)""";

    @Override
    public void register(
            String workerId,
            String host,
            Map<String, Integer> queues,
            Set<String> names,
            Duration lease,
            WorkerOrder order) {
        connections.alone("Worker " + workerId + " was not registered", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(REGISTER)) {
                insert.setString(1, workerId);
                insert.setString(2, host);
                insert.setDouble(3, Intervals.seconds(lease));
                insert.setString(4, order.name());
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

    private static final String DESCRIBE = """
            UPDATE caraway_worker_name
               SET signature = ?
             WHERE worker_id = ? AND name = ?""";

    @Override
    public void describe(String workerId, Map<String, String> signatures) {
        connections.alone("The definitions of worker " + workerId + " were not described", connection -> {
            try (PreparedStatement update = connection.prepareStatement(DESCRIBE)) {
                for (Map.Entry<String, String> signature : signatures.entrySet()) {
                    update.setString(1, signature.getValue());
                    update.setString(2, workerId);
                    update.setString(3, signature.getKey());
                    update.addBatch();
                }
                return update.executeBatch();
            }
        });
    }

    private static final String OUTDATED = """
            DELETE FROM caraway_signature
             WHERE counts_until < CURRENT_TIMESTAMP""";

    @Override
    public void announce(Map<String, String> signatures) {
        connections.alone("The definitions of this node were not announced", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(OUTDATED);
                    PreparedStatement upsert = connection.prepareStatement(dialect.signatureUpsert())) {
                delete.executeUpdate();
                for (Map.Entry<String, String> signature : new TreeMap<>(signatures).entrySet()) { // one lock order
                    upsert.setString(1, signature.getKey());
                    upsert.setString(2, signature.getValue());
                    upsert.addBatch();
                }
                return upsert.executeBatch();
            }
        });
    }

    private static final String DIFFERS = """
            SELECT EXISTS (
                   SELECT 1
                     FROM caraway_worker_name AS known
                     JOIN caraway_worker AS worker ON worker.id = known.worker_id
                    WHERE known.name = ?
                      AND known.signature <> ?
                      AND worker.lease_until > CURRENT_TIMESTAMP)
                OR EXISTS (
                   SELECT 1
                     FROM caraway_signature
                    WHERE name = ?
                      AND signature <> ?
                      AND counts_until > CURRENT_TIMESTAMP)""";

    @Override
    public boolean differsElsewhere(String name, String signature) {
        return connections.alone("Workers with another definition of " + name + " were not found", connection -> {
            try (PreparedStatement select = connection.prepareStatement(DIFFERS)) {
                select.setString(1, name);
                select.setString(2, signature);
                select.setString(3, name);
                select.setString(4, signature);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    private static final String RENEW = """
            UPDATE caraway_worker
               SET seen_at = CURRENT_TIMESTAMP,
                   lease_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                   fenced_completions = ?
             WHERE id = ?""";

    @Override
    public Optional<Duration> renew(String workerId, Duration lease, long fencedCompletions) {
        return connections.alone("The lease of worker " + workerId + " was not renewed", connection -> {
            Optional<Duration> advance = advance(connection, workerId);
            if (advance.isPresent()) {
                try (PreparedStatement update = connection.prepareStatement(RENEW)) {
                    update.setDouble(1, Intervals.seconds(lease));
                    update.setLong(2, fencedCompletions);
                    update.setString(3, workerId);
                    update.executeUpdate(); // one row, which is locked
                }
            }
            return advance;
        });
    }

    private static final String ADVANCE = """
            SELECT seen_at, CURRENT_TIMESTAMP
              FROM caraway_worker
             WHERE id = ?
               FOR UPDATE""";

    private static Optional<Duration> advance(Connection connection, String workerId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ADVANCE)) {
            select.setString(1, workerId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(Duration.between(
                                row.getObject(1, OffsetDateTime.class), row.getObject(2, OffsetDateTime.class)))
                        : Optional.empty();
            }
        }
    }

    private static final String TELL_SLOTS = """
            UPDATE caraway_worker_queue
               SET slots = ?
             WHERE worker_id = ?
               AND queue = ?""";

    @Override
    public void updateSlots(String workerId, Map<String, Integer> queues) {
        connections.alone("The slots of worker " + workerId + " were not stored", connection -> {
            try (PreparedStatement update = connection.prepareStatement(TELL_SLOTS)) {
                for (Map.Entry<String, Integer> queue : queues.entrySet()) {
                    update.setInt(1, queue.getValue());
                    update.setString(2, workerId);
                    update.setString(3, queue.getKey());
                    update.addBatch();
                }
                return update.executeBatch(); // a worker that was removed has none
            }
        });
    }

    private static final String SERVED = """
            SELECT DISTINCT served.queue
              FROM caraway_worker AS worker
              JOIN caraway_worker_queue AS served ON served.worker_id = worker.id
             WHERE worker.lease_until > CURRENT_TIMESTAMP""";

    @Override
    public Set<String> servedQueues() {
        return connections.joining("The queues of living workers were not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SERVED)) {
                return Set.copyOf(texts(select));
            }
        });
    }

    private static final String KNOWING = """
            SELECT worker.id
              FROM caraway_worker AS worker
              JOIN caraway_worker_name AS known ON known.worker_id = worker.id
             WHERE worker.lease_until > CURRENT_TIMESTAMP
               AND known.name = ?""";

    @Override
    public List<String> knowing(String name) {
        return connections.joining("The workers that have task " + name + " were not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(KNOWING)) {
                select.setString(1, name);
                return texts(select);
            }
        });
    }

    private static List<String> texts(PreparedStatement select) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
