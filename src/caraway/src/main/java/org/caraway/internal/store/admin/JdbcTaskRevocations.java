package org.caraway.internal.store.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.recover.JdbcRevokedTasks;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.RevokedWorkflows;
import org.caraway.internal.store.workflow.WorkerlessFinish;
import org.jspecify.annotations.Nullable;

/**
 * Revokes tasks for operators and handles. Thread-safe. {@link JdbcRevokedTasks} finishes tasks that a worker holds.
 *
 * <p>The row is locked first, so that it is certain whether a worker holds it. A concurrent completion, claim or
 * release of the task either commits before, and this transaction sees it, or runs after, and sees the revocation.
 */
public final class JdbcTaskRevocations implements TaskRevocations {

    private static final String PURPOSE = "Tasks were not revoked";
    private static final int READS = 5;

    private final Connections connections;
    private final JdbcTaskSearch search;
    private final WorkerlessFinish finish;

    public JdbcTaskRevocations(Connections connections, JdbcTaskSearch search, WorkerlessFinish finish) {
        this.connections = connections;
        this.search = search;
        this.finish = finish;
    }

    /** The result for a batch of rows. */
    private record BatchRevocation(List<FinishedTask> ended, List<UUID> marked, int found, Advance advance) {

        static final BatchRevocation NONE = new BatchRevocation(List.of(), List.of(), 0, Advance.NONE);

        long changed() {
            return (long) ended.size() + marked.size();
        }
    }

    /**
     * The order for a whole workflow waits for the lock of its row, so this happens before other locks are taken, and
     * then the row of its last step is changed only if that is free; if not, the order holds for it.
     */
    @Override
    public RevokeResult revoke(UUID id, RevokeMode mode, AuditNote note) {
        return connections.joining("Task " + id + " was not revoked", connection -> {
            RevokedWorkflows workflows = new RevokedWorkflows(connection);
            if (!workflows.order(id, mode, note.actor())) {
                return revokeTask(connection, id, mode, note);
            }
            BatchRevocation done = revoke(connection, LOCK_FREE, List.of(id), TaskQuery.all(), mode, note);
            workflows.mark(id, mode, note.actor());
            if (done.changed() == 0) {
                JdbcAuditLog.note(connection, note, 1);
            }
            return resultOf(done);
        });
    }

    private static RevokeResult resultOf(BatchRevocation done) {
        return done.ended().isEmpty()
                ? RevokeResult.of(RevokeOutcome.REQUESTED)
                : new RevokeResult(RevokeOutcome.REVOKED, done.ended().get(0), done.advance());
    }

    private RevokeResult revokeTask(Connection connection, UUID id, RevokeMode mode, AuditNote note)
            throws SQLException {
        for (int read = 0; read < READS; read++) { // it may be requeued between two reads
            BatchRevocation done = revoke(connection, LOCK, List.of(id), TaskQuery.all(), mode, note);
            if (done.found() > 0) {
                return resultOf(done);
            }
            if (isFinished(connection, id)) {
                return RevokeResult.of(RevokeOutcome.OVER);
            }
        }
        throw noSuchTask(id);
    }

    static NoSuchTaskException noSuchTask(UUID id) {
        return new NoSuchTaskException("No task has the id " + id
                + "; its enqueueing was rolled back, it is another database's, or it was deleted after its retention");
    }

    private static final String OVER = """
            SELECT 1
              FROM caraway_finished
             WHERE id = ?""";

    private static boolean isFinished(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OVER)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Steps are revoked one by one: a batch of them would take locks in another order than their completions. */
    @Override
    public BatchResult revokeSome(TaskQuery query, RevokeMode mode, AuditNote note, UUID after, int limit) {
        List<UUID> ids = connections.aloneOnly(PURPOSE, connection -> search.live(connection, query, after, limit));
        Set<UUID> steps = ids.isEmpty()
                ? Set.of()
                : connections.aloneOnly(PURPOSE, connection -> ByIds.select(connection, STEPS, ids));
        List<List<UUID>> batches = new ArrayList<>();
        batches.add(ids.stream().filter(id -> !steps.contains(id)).toList());
        steps.forEach(step -> batches.add(List.of(step)));
        long changed = 0;
        List<FinishedTask> ended = new ArrayList<>();
        Advance advance = Advance.NONE;
        for (List<UUID> batch : batches) {
            BatchRevocation done =
                    connections.aloneOnly(PURPOSE, connection -> revoke(connection, LOCK, batch, query, mode, note));
            changed += done.changed();
            ended.addAll(done.ended());
            advance = advance.and(done.advance());
        }
        return new BatchResult(changed, ended, advance, ids.size() < limit ? null : ids.get(ids.size() - 1));
    }

    private static final String STEPS = """
            SELECT id
              FROM caraway_active
             WHERE id = ANY (?)
               AND workflow_id IS NOT NULL
             ORDER BY id""";

    /** A row that a SQL client has finished under the same id counts as finished: it could not be moved. */
    private static final String LOCK = """
            SELECT id, name, queue, state, revoke_mode, attempt, retries, root_id, parent_id, created_by, context
              FROM caraway_active
             WHERE id = ANY (?)
               AND (SELECT finished.state
                      FROM caraway_finished AS finished
                     WHERE finished.id = caraway_active.id) IS NULL
             ORDER BY id
               FOR UPDATE""";

    private static final String LOCK_FREE = LOCK + " SKIP LOCKED";

    private static final String MARK = """
            UPDATE caraway_active
               SET revoke_mode = ?, revoked_by = COALESCE(revoked_by, ?)
             WHERE id = ?""";

    /** Rows may have changed until they were locked: the query's conditions on state and queue are checked again. */
    private BatchRevocation revoke(
            Connection connection, String locking, List<UUID> ids, TaskQuery query, RevokeMode mode, AuditNote note)
            throws SQLException {
        if (ids.isEmpty()) {
            return BatchRevocation.NONE;
        }
        List<FinishedTask> free = new ArrayList<>();
        List<UUID> held = new ArrayList<>();
        int found = 0;
        try (PreparedStatement lock = connection.prepareStatement(locking)) {
            lock.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = lock.executeQuery()) {
                while (row.next()) {
                    found++;
                    TaskState state = TaskState.valueOf(row.getString("state"));
                    if (!TaskFilter.stillMeans(query, state, row.getString("queue"))) {
                        continue;
                    }
                    if (state != TaskState.STARTED) {
                        free.add(FinishedTask.read(row, note.actor()));
                    } else if (isNew(mode, row.getString("revoke_mode"))) {
                        held.add(row.getObject("id", UUID.class));
                    }
                }
            }
        }
        Set<UUID> admitted =
                finish.admitted(connection, free.stream().map(FinishedTask::id).toList());
        free.removeIf(task -> !admitted.contains(task.id()) && held.add(task.id())); // the scan ends what is marked
        JdbcRevokedTasks.move(connection, free, note.actor(), finish);
        mark(connection, held, mode, note);
        if (!free.isEmpty() || !held.isEmpty()) {
            JdbcAuditLog.note(connection, note, (long) free.size() + held.size());
        }
        Advance advance =
                finish.after(connection, free.stream().map(FinishedTask::id).toList());
        return new BatchRevocation(free, held, found, advance);
    }

    private static boolean isNew(RevokeMode mode, @Nullable String marked) {
        return marked == null || (mode == RevokeMode.INTERRUPT && !marked.equals(mode.name()));
    }

    private static void mark(Connection connection, List<UUID> held, RevokeMode mode, AuditNote note)
            throws SQLException {
        if (held.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(MARK)) {
            for (UUID id : held) {
                update.setString(1, mode.name());
                update.setString(2, note.actor());
                update.setObject(3, id);
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
