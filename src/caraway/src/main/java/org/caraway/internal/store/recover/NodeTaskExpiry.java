package org.caraway.internal.store.recover;

import static java.lang.System.Logger.Level.ERROR;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.WorkerLostException;
import org.caraway.internal.store.finish.FinishedInsert;
import org.caraway.internal.store.finish.Retentions;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.WorkerlessFinish;

/** Expires tasks that were for one worker only, after that worker is gone. */
final class NodeTaskExpiry {

    private static final System.Logger LOG = System.getLogger(NodeTaskExpiry.class.getName());

    private NodeTaskExpiry() {}

    private static final String OF_WORKERS = """
            SELECT id, name, queue, attempt, retries, root_id, parent_id, created_by, context
              FROM caraway_active
             WHERE queue = ANY (?)
               AND run_at IS NOT NULL
               AND state <> 'STARTED'
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    /**
     * Expires the tasks that were for these workers only, which are gone; returns them. Their workflows are still to be
     * advanced. Steps of workflows that wait
     * for others are expired by {@link #expireThoseOfNobody}.
     */
    static List<FinishedTask> expireThoseOf(Connection connection, List<String> workers, WorkerlessFinish finish)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OF_WORKERS)) {
            Object[] queues = workers.stream().map(CallOptions::queueOfWorker).toArray();
            select.setArray(1, connection.createArrayOf("VARCHAR", queues));
            return expire(connection, waiting(select), finish);
        }
    }

    private static final String OF_NOBODY = """
            SELECT id, name, queue, attempt, retries, root_id, parent_id, created_by, context
              FROM caraway_active
             WHERE queue LIKE '@worker:%'
               AND state <> 'STARTED'
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_worker
                    WHERE '@worker:' || caraway_worker.id = caraway_active.queue)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    /**
     * Expires the tasks that were for unregistered workers: a transaction enqueued them that committed after its worker
     * was gone. Reads the whole live table.
     */
    static EndedTasks expireThoseOfNobody(Connection connection, WorkerlessFinish finish) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OF_NOBODY)) {
            List<FinishedTask> waiting = waiting(select);
            Set<UUID> admitted = finish.admitted(connection, ids(waiting));
            waiting.removeIf(task -> !admitted.contains(task.id()));
            List<FinishedTask> expired = expire(connection, waiting, finish);
            return new EndedTasks(expired, finish.after(connection, ids(expired)));
        }
    }

    private static List<UUID> ids(List<FinishedTask> tasks) {
        return tasks.stream().map(FinishedTask::id).toList();
    }

    private static List<FinishedTask> waiting(PreparedStatement select) throws SQLException {
        List<FinishedTask> waiting = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                waiting.add(FinishedTask.read(row, null));
            }
        }
        return waiting;
    }

    private static final String KEEP = FinishedInsert.ofLive("'EXPIRED'")
            .with("error_type", "?")
            .with("error_message", "?")
            .with("error_trace", "''")
            .from("""
            FROM caraway_active
            WHERE id = ?""");

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ?""";

    /**
     * A row that the database refuses to move (a SQL client has used its id) stays, and does not prevent others from
     * being moved.
     */
    private static List<FinishedTask> expire(Connection connection, List<FinishedTask> waiting, WorkerlessFinish finish)
            throws SQLException {
        if (waiting.isEmpty()) {
            return List.of();
        }
        Map<UUID, Duration> own = finish.retentions(
                connection, waiting.stream().map(FinishedTask::id).toList());
        List<FinishedTask> expired = new ArrayList<>();
        try (PreparedStatement keep = connection.prepareStatement(KEEP);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            for (FinishedTask task : waiting) {
                keep.setString(1, WorkerLostException.class.getName());
                keep.setString(2, "The task was for one worker only, and that worker is gone");
                Retentions.set(keep, 3, own.get(task.id()));
                keep.setObject(4, task.id());
                remove.setObject(1, task.id());
                Savepoint before = connection.setSavepoint();
                try {
                    keep.executeUpdate();
                    remove.executeUpdate();
                    connection.releaseSavepoint(before);
                    expired.add(task);
                } catch (SQLException failure) {
                    stayed(connection, before, task.id(), failure);
                }
            }
        }
        return expired;
    }

    private static void stayed(Connection connection, Savepoint before, UUID id, SQLException failure)
            throws SQLException {
        if (!SqlFailures.permanent(failure)) {
            throw failure;
        }
        connection.rollback(before);
        LOG.log(
                ERROR,
                () -> "Task " + id
                        + " was for a worker that is gone, and cannot be moved to the finished tasks; search for a"
                        + " finished task with its id");
    }
}
