package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.WorkerLostException;

/**
 * Who works, until when, and what becomes of the tasks of those who no longer do. Thread-safe.
 *
 * <p>A worker whose lease is over is not simply forgotten: its row is locked first, so that of two nodes that see it only one
 * takes its tasks over, and a renewal that is on its way waits, finds no row, and learns that the lease is lost. A claim looks
 * for a valid lease in its own statement, so a worker that was taken off the list gets nothing more.
 */
final class WorkerLeases {

    private static final int DEFAULT_MAX_DELIVERIES = 3;

    private final Connections connections;
    private final Dialect dialect;

    WorkerLeases(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
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
                   lease_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             WHERE id = ?""";

    boolean renew(String workerId, Duration lease) {
        return connections.alone("The lease of worker " + workerId + " was not renewed", connection -> {
            try (PreparedStatement update = connection.prepareStatement(RENEW)) {
                update.setDouble(1, TaskInserts.seconds(lease));
                update.setString(2, workerId);
                return update.executeUpdate() == 1;
            }
        });
    }

    private static final String GIVE_BACK = """
            UPDATE caraway_active
               SET state = CASE WHEN retries > 0 THEN 'RETRY' ELSE 'PENDING' END, worker_id = NULL
             WHERE worker_id = ? AND state = 'STARTED'""";

    private static final String REMOVE = """
            DELETE FROM caraway_worker
             WHERE id = ?""";

    /** The worker goes first: a claim that is on its way then finds no lease, and a row given back stays given back. */
    void remove(String workerId) {
        connections.alone("Worker " + workerId + " was not signed off", connection -> {
            try (PreparedStatement remove = connection.prepareStatement(REMOVE);
                    PreparedStatement giveBack = connection.prepareStatement(GIVE_BACK)) {
                remove.setString(1, workerId);
                remove.executeUpdate();
                giveBack.setString(1, workerId);
                return giveBack.executeUpdate();
            }
        });
    }

    private static final String RELEASE = """
            UPDATE caraway_active
               SET state = CASE WHEN retries > 0 THEN 'RETRY' ELSE 'PENDING' END, worker_id = NULL, attempt = attempt - 1
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    void release(List<ClaimedTask> tasks) {
        connections.alone(tasks.size() + " tasks were not given back", connection -> {
            try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
                for (ClaimedTask task : tasks) {
                    Tokens.set(update, 1, task);
                    update.addBatch();
                }
                return update.executeBatch();
            }
        });
    }

    private static final String LOST = """
            SELECT id
              FROM caraway_worker
             WHERE lease_until < CURRENT_TIMESTAMP
               FOR UPDATE SKIP LOCKED""";

    Rescue rescue(Map<String, Integer> maxDeliveries) {
        return connections.alone("The tasks of lost workers were not rescued", connection -> {
            List<String> lost = lostWorkers(connection);
            List<FinishedRow> failed = new ArrayList<>();
            List<ClaimedTask> released = new ArrayList<>();
            for (ClaimedTask task : tasksLeftBehind(connection, lost)) {
                int limit = maxDeliveries.getOrDefault(task.name(), DEFAULT_MAX_DELIVERIES);
                if (task.deliveries() + 1 >= limit) {
                    failed.add(failure(task));
                } else {
                    released.add(task);
                }
            }
            Set<UUID> finished = failed.isEmpty() ? Set.of() : dialect.finish(connection, failed);
            redeliver(connection, released);
            for (String worker : lost) {
                removeLost(connection, worker);
            }
            return new Rescue(lost, released.stream().map(ClaimedTask::id).toList(), List.copyOf(finished));
        });
    }

    private static FinishedRow failure(ClaimedTask task) {
        int deliveries = task.deliveries() + 1;
        TaskError error = new TaskError(
                WorkerLostException.class.getName(),
                "The worker was lost while it ran this task, for the " + deliveries
                        + ". time; raise maxDeliveries if the task is not to blame",
                "(no stack trace: worker " + task.workerId() + " did not come back)");
        return new FinishedRow(task, TaskState.FAILURE, FinishedRow.LOST, null, error, null);
    }

    private static List<String> lostWorkers(Connection connection) throws SQLException {
        List<String> lost = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LOST);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                lost.add(row.getString(1));
            }
        }
        return lost;
    }

    /** A row that a frozen worker's transaction still locks is skipped: a later rescue finds it without a worker. */
    private static final String LEFT_BEHIND = """
            SELECT id, name, queue, worker_id, attempt, retries, deliveries
              FROM caraway_active AS task
             WHERE state = 'STARTED'
               AND (worker_id = ANY (?)
                    OR NOT EXISTS (
                       SELECT 1
                         FROM caraway_worker AS worker
                        WHERE worker.id = task.worker_id))
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static List<ClaimedTask> tasksLeftBehind(Connection connection, List<String> lost) throws SQLException {
        List<ClaimedTask> tasks = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LEFT_BEHIND)) {
            select.setArray(1, connection.createArrayOf("VARCHAR", lost.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tasks.add(new ClaimedTask(
                            row.getObject("id", UUID.class),
                            row.getString("name"),
                            row.getString("queue"),
                            row.getString("worker_id"),
                            row.getInt("attempt"),
                            row.getInt("retries"),
                            row.getInt("deliveries"),
                            "[]",
                            Map.of(),
                            null,
                            null));
                }
            }
        }
        return tasks;
    }

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type)
            SELECT id, attempt, worker_id, started_at, 'LOST', ?
              FROM caraway_active
             WHERE id = ?""";

    private static final String REDELIVER = """
            UPDATE caraway_active
               SET state = CASE WHEN retries > 0 THEN 'RETRY' ELSE 'PENDING' END, worker_id = NULL,
                   deliveries = deliveries + 1
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    private static void redeliver(Connection connection, List<ClaimedTask> tasks) throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        try (PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT);
                PreparedStatement update = connection.prepareStatement(REDELIVER)) {
            for (ClaimedTask task : tasks) {
                attempt.setString(1, WorkerLostException.class.getName());
                attempt.setObject(2, task.id());
                attempt.addBatch();
                Tokens.set(update, 1, task);
                update.addBatch();
            }
            attempt.executeBatch();
            update.executeBatch(); // the rows are locked: their tokens hold
        }
    }

    private static void removeLost(Connection connection, String workerId) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setString(1, workerId);
            remove.executeUpdate();
        }
    }
}
