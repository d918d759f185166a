package org.caraway.internal.store.recover;

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
import java.util.UUID;
import java.util.function.Predicate;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.recover.OrphanRecovery.Cause;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.WorkerlessFinish;

/**
 * Rescues the tasks of lost workers. Thread-safe.
 *
 * <p>The row of a worker whose lease is over is locked first, so that of two nodes that see it only one rescues its
 * tasks, and a concurrent renewal waits, finds no row, and detects that the lease is lost. A claim checks for a valid
 * lease in its own statement, so a worker without a row claims nothing more.
 *
 * <p>A task whose row is locked by a frozen worker's open transaction is left out, because it would hold up the others.
 * When that transaction finishes, the task is either finished or held by an unregistered worker: then {@link #sweep}
 * finds it.
 */
public final class JdbcRescues implements Rescues {

    private static final int DEFAULT_MAX_DELIVERIES = 3;
    private static final RescueResult NONE = new RescueResult(List.of(), List.of(), List.of(), false);

    private final Connections connections;
    private final WorkerlessFinish finish;
    private final OrphanRecovery recovery;

    public JdbcRescues(Connections connections, OrphanRecovery recovery, WorkerlessFinish finish) {
        this.connections = connections;
        this.finish = finish;
        this.recovery = recovery;
    }

    private static final String LOST = """
            SELECT id
              FROM caraway_worker
             WHERE (lease_until < CURRENT_TIMESTAMP OR seen_at > CURRENT_TIMESTAMP + INTERVAL '5' SECOND)
               AND id <> ?
               AND EXISTS (
                   SELECT 1
                     FROM caraway_worker AS own
                    WHERE own.id = ?
                      AND own.lease_until > CURRENT_TIMESTAMP)
               FOR UPDATE SKIP LOCKED""";

    /**
     * The permission is requested after the query has returned: so a pause before or during the query has passed by
     * then.
     */
    @Override
    public RescueResult rescue(String workerId, Predicate<Duration> permission, Map<String, Integer> maxDeliveries) {
        return connections.alone("The tasks of lost workers were not rescued", connection -> {
            List<String> lost = lostWorkers(connection, workerId);
            if (lost.isEmpty()
                    || sinceRenewal(connection, workerId).filter(permission).isEmpty()) {
                return NONE;
            }
            OrphanRecovery.Recovered recovered = recover(connection, tasksOf(connection, lost), maxDeliveries);
            boolean unfinished = anyLeft(connection, lost);
            remove(connection, lost);
            List<FinishedTask> expired = NodeTaskExpiry.expireThoseOf(connection, lost, finish);
            Advance advance = finish.after(connection, recovered.finishedAnd(expired));
            return new RescueResult(
                    lost, recovered.released(), recovered.failed(), recovered.revoked(), expired, advance, unfinished);
        });
    }

    private OrphanRecovery.Recovered recover(
            Connection connection, List<OrphanedTask> tasks, Map<String, Integer> maxDeliveries) throws SQLException {
        return recovery.recover(
                connection, tasks, Cause.LOST, task -> maxDeliveries.getOrDefault(task.name(), DEFAULT_MAX_DELIVERIES));
    }

    private static List<String> lostWorkers(Connection connection, String workerId) throws SQLException {
        List<String> lost = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LOST)) {
            select.setString(1, workerId);
            select.setString(2, workerId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lost.add(row.getString(1));
                }
            }
        }
        return lost;
    }

    private static final String SINCE_RENEWAL = """
            SELECT seen_at, CURRENT_TIMESTAMP
              FROM caraway_worker
             WHERE id = ?""";

    private static Optional<Duration> sinceRenewal(Connection connection, String workerId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SINCE_RENEWAL)) {
            select.setString(1, workerId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(Duration.between(
                                row.getObject(1, OffsetDateTime.class), row.getObject(2, OffsetDateTime.class)))
                        : Optional.empty();
            }
        }
    }

    private static final String TASKS_OF = """
            SELECT id, name, queue, worker_id, attempt, retries, deliveries, delivered_at, root_id, parent_id,
                   created_by, context, headers
              FROM caraway_active
             WHERE state = 'STARTED'
               AND worker_id = ANY (?)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static List<OrphanedTask> tasksOf(Connection connection, List<String> workers) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TASKS_OF)) {
            select.setArray(1, connection.createArrayOf("VARCHAR", workers.toArray()));
            return read(select);
        }
    }

    private static List<OrphanedTask> read(PreparedStatement select) throws SQLException {
        List<OrphanedTask> tasks = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                tasks.add(OrphanedTask.read(row));
            }
        }
        return tasks;
    }

    private static final String LEFT = """
            SELECT COUNT(*)
              FROM caraway_active
             WHERE state = 'STARTED'
               AND worker_id = ANY (?)""";

    private static boolean anyLeft(Connection connection, List<String> workers) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LEFT)) {
            select.setArray(1, connection.createArrayOf("VARCHAR", workers.toArray()));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    private static final String REMOVE = """
            DELETE FROM caraway_worker
             WHERE id = ?""";

    private static void remove(Connection connection, List<String> workers) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            for (String worker : workers) {
                remove.setString(1, worker);
                remove.addBatch();
            }
            remove.executeBatch();
        }
    }

    private static final String ORPHANS = """
            SELECT id, name, queue, worker_id, attempt, retries, deliveries, delivered_at, root_id, parent_id,
                   created_by, context, headers
              FROM caraway_active AS task
             WHERE state = 'STARTED'
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_worker AS worker
                    WHERE worker.id = task.worker_id)
             ORDER BY id""";

    private static final String SWEEP = "Tasks of unknown workers were not rescued";

    /**
     * Reads the rows first and locks them by their tokens afterwards: a lock that waits would see new rows beside old
     * workers.
     */
    @Override
    public RescueResult sweep(Map<String, Integer> maxDeliveries) {
        RescueResult rescued = connections.alone(SWEEP, connection -> {
            List<OrphanedTask> orphans;
            try (PreparedStatement select = connection.prepareStatement(ORPHANS)) {
                orphans = read(select);
            }
            List<OrphanedTask> locked = JdbcTaskReleases.locked(
                    connection, orphans.stream().map(OrphanedTask::task).toList());
            OrphanRecovery.Recovered recovered = recover(connection, locked, maxDeliveries);
            Advance advance = finish.after(connection, recovered.finished());
            return new RescueResult(
                    List.of(),
                    recovered.released(),
                    recovered.failed(),
                    recovered.revoked(),
                    List.of(),
                    advance,
                    false);
        });
        EndedTasks expired =
                connections.alone(SWEEP, connection -> NodeTaskExpiry.expireThoseOfNobody(connection, finish));
        return new RescueResult(
                List.of(),
                rescued.released(),
                rescued.failed(),
                rescued.revoked(),
                expired.tasks(),
                rescued.advance().and(expired.advance()),
                false);
    }

    private static final String DUE_AT_ONCE = """
            UPDATE caraway_active
               SET run_at = CURRENT_TIMESTAMP
             WHERE id = ANY (?)""";

    private static final String DELAYED = """
            UPDATE caraway_active
               SET run_at = CURRENT_TIMESTAMP + (run_at - started_at), started_at = CURRENT_TIMESTAMP
             WHERE id = ANY (?)""";

    private static final String ENQUEUED_LATER = """
            SELECT id
              FROM caraway_active
             WHERE state = 'PENDING'
               AND created_at > CURRENT_TIMESTAMP + INTERVAL '5' SECOND
               AND run_at > CURRENT_TIMESTAMP
               AND run_at <= created_at + INTERVAL '1' SECOND
             LIMIT 1000
               FOR UPDATE SKIP LOCKED""";

    private static final String TRIED_LATER = """
            SELECT id
              FROM caraway_active
             WHERE state = 'RETRY'
               AND started_at > CURRENT_TIMESTAMP + INTERVAL '5' SECOND
               AND run_at > started_at
             LIMIT 1000
               FOR UPDATE SKIP LOCKED""";

    @Override
    public int correctDueTimes() {
        return corrected(ENQUEUED_LATER, DUE_AT_ONCE) + corrected(TRIED_LATER, DELAYED);
    }

    /** In short transactions. What a transaction has corrected, the next does not find. */
    private int corrected(String search, String correction) {
        int corrected = 0;
        int last;
        do {
            last = connections.alone("Tasks kept the due times of a clock that went back", connection -> {
                try (PreparedStatement select = connection.prepareStatement(search);
                        PreparedStatement update = connection.prepareStatement(correction);
                        ResultSet row = select.executeQuery()) {
                    List<UUID> ids = new ArrayList<>();
                    while (row.next()) {
                        ids.add(row.getObject(1, UUID.class));
                    }
                    update.setArray(1, connection.createArrayOf("UUID", ids.toArray()));
                    return update.executeUpdate();
                }
            });
            corrected += last;
        } while (last > 0);
        return corrected;
    }

    private static final String MEND = "Workflows were not mended";

    @Override
    public MendedWorkflows mend(String workerId) {
        List<UUID> mended = new ArrayList<>();
        Advance all = Advance.NONE;
        for (UUID workflow : connections.alone(MEND, connection -> finish.stalled(connection, workerId))) {
            Advance advance = connections.alone(MEND, connection -> finish.mend(connection, workflow));
            if (!advance.equals(Advance.NONE)) {
                mended.add(workflow);
                all = all.and(advance);
            }
        }
        return new MendedWorkflows(mended, all);
    }
}
