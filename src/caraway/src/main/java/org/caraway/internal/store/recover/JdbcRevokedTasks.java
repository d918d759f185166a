package org.caraway.internal.store.recover;

import static java.lang.System.Logger.Level.DEBUG;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.caraway.RevokeMode;
import org.caraway.internal.store.finish.FinishedInsert;
import org.caraway.internal.store.finish.Retentions;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.Revocation;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.BusyWorkflowException;
import org.caraway.internal.store.workflow.PausedWorkflows;
import org.caraway.internal.store.workflow.RevokedWorkflows;
import org.caraway.internal.store.workflow.WorkerlessFinish;
import org.caraway.internal.store.workflow.WorkflowTurns;
import org.jspecify.annotations.Nullable;

/**
 * Revocations of tasks that workers hold. Thread-safe.
 *
 * <p>A revocation only marks a task that a worker holds: the worker writes its completion. The mark is durable, so
 * every later change of the row takes it into account. The worker that completes the attempt writes REVOKED for
 * anything but a success; the statement that would change the task to RETRY sees even a mark that was set just before.
 * A release of the task, or its rescue from a lost worker, finishes it in the same transaction: {@link #moveMarked}. A
 * claim leaves marked rows out, so that none runs once more. And each worker regularly scans for marked rows that no
 * worker holds, whatever their cause.
 */
public final class JdbcRevokedTasks implements RevokedTasks {

    private static final System.Logger LOG = System.getLogger(JdbcRevokedTasks.class.getName());
    private static final String PURPOSE = "Revocations were not read";

    private final Connections connections;
    private final WorkerlessFinish finish;

    public JdbcRevokedTasks(Connections connections, WorkerlessFinish finish) {
        this.connections = connections;
        this.finish = finish;
    }

    private static final int BATCH = 500;

    private static final String HELD = """
            SELECT id, attempt, revoke_mode, revoked_by
              FROM caraway_active
             WHERE revoke_mode IS NOT NULL
               AND state = 'STARTED'
               AND worker_id = ?""";

    /** A row that a SQL client has finished under the same id is left unchanged: it could not be moved. */
    static final String FIND = """
            SELECT id
              FROM caraway_active
             WHERE revoke_mode IS NOT NULL
               AND state <> 'STARTED'
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_finished AS finished
                    WHERE finished.id = caraway_active.id)
             LIMIT %d""".formatted(BATCH);

    @Override
    public FoundRevocations revocations(String workerId) {
        List<Revocation> held = connections.alone(PURPOSE, connection -> held(connection, workerId));
        boolean more = connections.alone(PURPOSE, connection -> {
            new PausedWorkflows(connection).putAside();
            return new RevokedWorkflows(connection).mark();
        });
        Advance begun = begin();
        EndedTasks ended = connections.alone(PURPOSE, connection -> {
            List<FinishedTask> marked = moveMarked(connection, free(connection), finish);
            return new EndedTasks(marked, finish.after(connection, ids(marked)));
        });
        return new FoundRevocations(
                held,
                ended.tasks(),
                begun.and(ended.advance()),
                more || ended.tasks().size() == BATCH);
    }

    /** Lets workflows begin whose turn has come, each in a transaction of its own. */
    private Advance begin() {
        Advance begun = Advance.NONE;
        for (WorkflowTurns.Next next : connections.alone(
                PURPOSE, connection -> finish.turns(connection).next())) {
            try {
                begun = begun.and(connections.alone(
                        PURPOSE, connection -> finish.turns(connection).begin(next)));
            } catch (BusyWorkflowException taken) {
                LOG.log(
                        DEBUG,
                        () -> "Another worker took the turn of workflow " + next.id() + "; it waits for the next");
            }
        }
        return begun;
    }

    private static List<Revocation> held(Connection connection, String workerId) throws SQLException {
        List<Revocation> held = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            select.setString(1, workerId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    held.add(revocation(row));
                }
            }
        }
        return held;
    }

    private static List<UUID> free(Connection connection) throws SQLException {
        List<UUID> free = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(FIND);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                free.add(row.getObject("id", UUID.class));
            }
        }
        return free;
    }

    private static Revocation revocation(ResultSet row) throws SQLException {
        return new Revocation(
                row.getObject("id", UUID.class),
                row.getInt("attempt"),
                RevokeMode.valueOf(row.getString("revoke_mode")),
                row.getString("revoked_by"));
    }

    /** A row that a SQL client has finished under the same id is left unchanged: it could not be moved. */
    private static final String MARKED = """
            SELECT id, name, queue, attempt, retries, root_id, parent_id, created_by, context, revoked_by
              FROM caraway_active
             WHERE id = ANY (?)
               AND revoke_mode IS NOT NULL
               AND state <> 'STARTED'
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_finished AS finished
                    WHERE finished.id = caraway_active.id)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static List<UUID> ids(List<FinishedTask> tasks) {
        return tasks.stream().map(FinishedTask::id).toList();
    }

    /**
     * Moves those of these tasks to the finished table that are marked and that no worker holds, and returns them.
     * {@link WorkerlessFinish#after} is left to the caller. Steps that are not admitted now stay marked.
     */
    static List<FinishedTask> moveMarked(Connection connection, Collection<UUID> ids, WorkerlessFinish finish)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<FinishedTask> marked = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(MARKED)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    marked.add(FinishedTask.read(row, row.getString("revoked_by")));
                }
            }
        }
        Set<UUID> admitted = finish.admitted(connection, ids(marked));
        marked.removeIf(task -> !admitted.contains(task.id()));
        move(connection, marked, null, finish);
        return marked;
    }

    private static final String KEEP = FinishedInsert.ofLive("'REVOKED'")
            .with("revoked_by", "COALESCE(CAST(? AS VARCHAR), revoked_by)")
            .from("""
            FROM caraway_active
            WHERE id = ANY (?)""");

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ANY (?)""";

    /** Moves these to the finished table; their rows are locked. {@link WorkerlessFinish#after} is for the caller. */
    public static void move(
            Connection connection, List<FinishedTask> tasks, @Nullable String by, WorkerlessFinish finish)
            throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        List<UUID> ids = tasks.stream().map(FinishedTask::id).toList();
        Map<Optional<Duration>, List<UUID>> byRetention = byRetention(ids, finish.retentions(connection, ids));
        try (PreparedStatement keep = connection.prepareStatement(KEEP);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            keep.setString(1, by);
            for (Map.Entry<Optional<Duration>, List<UUID>> some : byRetention.entrySet()) {
                Retentions.set(keep, 2, some.getKey().orElse(null));
                keep.setArray(
                        3, connection.createArrayOf("uuid", some.getValue().toArray()));
                keep.executeUpdate();
            }
            remove.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            remove.executeUpdate();
        }
    }

    private static Map<Optional<Duration>, List<UUID>> byRetention(List<UUID> ids, Map<UUID, Duration> own) {
        return ids.stream().collect(Collectors.groupingBy(id -> Optional.ofNullable(own.get(id))));
    }
}
