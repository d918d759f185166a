package org.caraway.internal.store.recover;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.store.complete.LockedRows;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.HeldConnection;
import org.caraway.internal.store.recover.OrphanRecovery.Cause;
import org.caraway.internal.store.workflow.WorkerlessFinish;

/** Releases a worker's claimed tasks and marks their deliveries. Thread-safe. */
public final class JdbcTaskReleases implements TaskReleases {

    private final Connections connections;
    private final Dialect dialect;
    private final WorkerlessFinish finish;
    private final OrphanRecovery recovery;

    public JdbcTaskReleases(
            Connections connections, Dialect dialect, OrphanRecovery recovery, WorkerlessFinish finish) {
        this.connections = connections;
        this.dialect = dialect;
        this.finish = finish;
        this.recovery = recovery;
    }

    private static final String RELEASE = """
            UPDATE caraway_active
               SET state = CASE WHEN retries > 0 THEN 'RETRY' ELSE 'PENDING' END, worker_id = NULL, limited = NULL,
                   attempt = attempt - 1
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    @Override
    public EndedTasks release(List<ClaimedTask> tasks) {
        return connections.alone(tasks.size() + " tasks were not released", connection -> {
            List<ClaimedTask> free = LockedRows.lock(connection, tasks).freeOf(tasks);
            if (free.isEmpty()) {
                return EndedTasks.NONE;
            }
            try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
                for (ClaimedTask task : free) {
                    FencingToken.set(update, 1, task);
                    update.addBatch();
                }
                update.executeBatch(); // a token that no longer holds: another worker is responsible for the task
            }
            List<FinishedTask> revoked = JdbcRevokedTasks.moveMarked(
                    connection, free.stream().map(ClaimedTask::id).toList(), finish);
            return new EndedTasks(
                    revoked,
                    finish.after(
                            connection, revoked.stream().map(FinishedTask::id).toList()));
        });
    }

    private static final String DELIVER = """
            UPDATE caraway_active
               SET delivered_at = CURRENT_TIMESTAMP
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    @Override
    public boolean deliver(ClaimedTask task) {
        return connections.alone("The delivery of task " + task.id() + " was not recorded", connection -> {
            try (PreparedStatement update = connection.prepareStatement(DELIVER)) {
                FencingToken.set(update, 1, task);
                return update.executeUpdate() == 1;
            }
        });
    }

    @Override
    public HeldConnection holdConnection() {
        return dialect.hold(connections);
    }

    private static final String STARTED_BY = """
            SELECT id, name, queue, worker_id, attempt, retries, deliveries, delivered_at, root_id, parent_id,
                   created_by, context, '{}' AS headers
              FROM caraway_active
             WHERE worker_id = ?
               AND state = 'STARTED'""";

    @Override
    public List<ClaimedTask> startedBy(String workerId) {
        return connections.alone("The tasks of worker " + workerId + " were not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(STARTED_BY)) {
                select.setString(1, workerId);
                return read(select).stream().map(OrphanedTask::task).toList();
            }
        });
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

    private static final String LOCK = """
            SELECT id, name, queue, worker_id, attempt, retries, deliveries, delivered_at, root_id, parent_id,
                   created_by, context, headers
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'
               FOR UPDATE SKIP LOCKED""";

    @Override
    public ReleaseResult releaseStarted(List<ClaimedTask> tasks) {
        return release(tasks, Cause.RELEASED);
    }

    @Override
    public ReleaseResult releaseForgotten(List<ClaimedTask> tasks) {
        return release(tasks, Cause.FORGOTTEN);
    }

    private ReleaseResult release(List<ClaimedTask> tasks, Cause cause) {
        return connections.alone(tasks.size() + " started tasks were not released", connection -> {
            OrphanRecovery.Recovered recovered = recover(connection, locked(connection, tasks), cause);
            return recovered.toReleaseResult(List.of(), finish.after(connection, recovered.finished()));
        });
    }

    /** Those whose tokens hold and that no other transaction has locked, as they are now. */
    static List<OrphanedTask> locked(Connection connection, List<ClaimedTask> tasks) throws SQLException {
        List<OrphanedTask> locked = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            for (ClaimedTask task : tasks) {
                FencingToken.set(select, 1, task);
                locked.addAll(read(select));
            }
        }
        return locked;
    }

    private OrphanRecovery.Recovered recover(Connection connection, List<OrphanedTask> tasks, Cause cause)
            throws SQLException {
        return recovery.recover(connection, tasks, cause, task -> Integer.MAX_VALUE);
    }

    private static final String END_LEASE = """
            UPDATE caraway_worker
               SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND
             WHERE id = ?""";

    private static final String REMOVE = """
            DELETE FROM caraway_worker
             WHERE id = ?
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_active
                    WHERE worker_id = caraway_worker.id
                      AND state = 'STARTED')""";

    private static final String HELD = """
            SELECT id, name, queue, worker_id, attempt, retries, deliveries, delivered_at, root_id, parent_id,
                   created_by, context, headers
              FROM caraway_active
             WHERE worker_id = ?
               AND state = 'STARTED'
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    /**
     * The lease ends first: a concurrent claim then finds none. The worker's row stays if rows of its tasks are locked:
     * so another worker detects it as lost, and rescues them within seconds.
     */
    @Override
    public ReleaseResult releaseAll(String workerId) {
        ReleaseResult result = released(workerId);
        connections.alone("The last changes of worker " + workerId + " were not written to the disk", connection -> {
            dialect.flush(connection);
            return workerId;
        });
        return result;
    }

    private ReleaseResult released(String workerId) {
        return connections.alone("Worker " + workerId + " was not deregistered", connection -> {
            try (PreparedStatement endLease = connection.prepareStatement(END_LEASE);
                    PreparedStatement held = connection.prepareStatement(HELD);
                    PreparedStatement remove = connection.prepareStatement(REMOVE)) {
                endLease.setString(1, workerId);
                endLease.executeUpdate();
                held.setString(1, workerId);
                OrphanRecovery.Recovered recovered = recover(connection, read(held), Cause.STOPPED);
                remove.setString(1, workerId);
                remove.executeUpdate();
                List<FinishedTask> expired = NodeTaskExpiry.expireThoseOf(connection, List.of(workerId), finish);
                return recovered.toReleaseResult(expired, finish.after(connection, recovered.finishedAnd(expired)));
            }
        });
    }
}
