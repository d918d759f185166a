package org.caraway.internal.store.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskState;
import org.caraway.UniqueKey;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.finish.DurableStepRows;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.park.TimedOutWaits;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.BusyWorkflowException;
import org.caraway.internal.store.workflow.StepReruns;
import org.caraway.internal.store.workflow.StepReruns.Which;
import org.caraway.internal.store.workflow.SuccessorRelease;
import org.jspecify.annotations.Nullable;

/**
 * Requeues finished tasks. Thread-safe.
 *
 * <p>The attempt number keeps counting, because it is part of the fencing token and of the key of {@code
 * caraway_attempt}: a worker's late report on a former attempt finds no valid token. The task takes its unique key
 * again, unless the key was taken for a span of time, which does not depend on the state of the task.
 */
public final class JdbcRequeues implements Requeues {

    /** The states of tasks that finished without success. */
    static final Set<TaskState> UNSUCCESSFUL = EnumSet.of(TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED);

    private static final int READS = 5;
    private static final Comparator<Finished> BY_KEY =
            Comparator.comparing(finished -> Objects.requireNonNullElse(finished.lock(), ""));

    private final Connections connections;
    private final Dialect dialect;
    private final JdbcTaskSearch search;
    private final StepReruns reruns;
    private final String insertion;

    public JdbcRequeues(Connections connections, Dialect dialect, JdbcTaskSearch search, SuccessorRelease successors) {
        reruns = new StepReruns(dialect, successors);
        this.connections = connections;
        this.dialect = dialect;
        this.search = search;
        insertion = REQUEUE + dialect.unlessTaken();
    }

    @Override
    public Optional<Set<String>> requeue(
            UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note) {
        return StepReruns.whenFree(() -> requeueOnce(id, arguments, from, note));
    }

    private Optional<Set<String>> requeueOnce(
            UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note) {
        return connections.joining("Task " + id + " was not requeued", connection -> {
            UUID workflow = workflow(connection, id);
            if (workflow != null) {
                Which which = from.contains(TaskState.SUCCESS) ? Which.ANY : Which.FAILED;
                return rerun(connection, workflow, id, which, arguments, note);
            }
            Finished finished = found(connection, id);
            if (finished == null) {
                return Optional.empty();
            }
            check(finished, from);
            requeue(connection, finished, arguments);
            if (arguments != null || finished.state() == TaskState.SUCCESS) {
                new DurableStepRows(connection).forget(Set.of(id));
            }
            JdbcAuditLog.note(connection, note, 1);
            return Optional.of(Set.of(finished.queue()));
        });
    }

    /** The finished task, whose row is locked; null if it is live. */
    private static @Nullable Finished found(Connection connection, UUID id) throws SQLException {
        for (int read = 0; read < READS; read++) { // it may move between two reads
            Finished finished = locked(connection, id);
            if (isLive(connection, id)) {
                return null;
            }
            if (finished != null) {
                return finished;
            }
        }
        throw JdbcTaskRevocations.noSuchTask(id);
    }

    @Override
    public Optional<Set<String>> requeueFrom(UUID id, String step, AuditNote note) {
        return connections.joining("Task " + id + " was not requeued", connection -> {
            UUID workflow = workflow(connection, id);
            if (workflow != null) {
                throw new IllegalArgumentException("Task " + id + " is a step of the workflow " + workflow
                        + ", which runs again as a whole; use retry or rerun");
            }
            Finished finished = found(connection, id);
            if (finished == null) {
                return Optional.empty();
            }
            DurableStepRows steps = new DurableStepRows(connection);
            List<String> names = steps.names(id);
            if (!names.contains(step)) {
                throw new IllegalArgumentException("Task " + id + " (" + finished.name()
                        + ") has stored no durable step '" + step + "', only " + names + "; name one of these");
            }
            requeue(connection, finished, null);
            steps.forgetFrom(id, step);
            JdbcAuditLog.note(connection, note, 1);
            return Optional.of(Set.of(finished.queue()));
        });
    }

    @Override
    public Optional<Set<String>> rerunWorkflow(UUID id, Which which, AuditNote note) {
        return StepReruns.whenFree(() -> rerunWorkflowOnce(id, which, note));
    }

    private Optional<Set<String>> rerunWorkflowOnce(UUID id, Which which, AuditNote note) {
        return connections.joining("Workflow " + id + " was not run again", connection -> {
            UUID workflow = workflow(connection, id);
            if (workflow == null) {
                if (isLive(connection, id)) {
                    return Optional.empty();
                }
                throw JdbcTaskRevocations.noSuchTask(id);
            }
            return rerun(connection, workflow, workflow, which, null, note);
        });
    }

    private static final String WORKFLOW = """
            SELECT workflow_id
              FROM caraway_task
             WHERE id = ?""";

    private static @Nullable UUID workflow(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(WORKFLOW)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    private Optional<Set<String>> rerun(
            Connection connection,
            UUID workflow,
            UUID id,
            Which which,
            @Nullable NewArguments arguments,
            AuditNote note)
            throws SQLException {
        StepReruns.Rerun rerun = reruns.rerun(connection, workflow, id, which);
        if (rerun == null) {
            return Optional.empty();
        }
        if (arguments != null) {
            if (!rerun.roots().equals(List.of(id))) {
                throw new IllegalArgumentException("Step " + id + " ended because of " + rerun.roots()
                        + "; give other arguments to these steps, one by one");
            }
            replace(connection, id, arguments);
            new DurableStepRows(connection).forget(Set.of(id));
        }
        JdbcAuditLog.note(connection, note, rerun.nodes());
        return Optional.of(rerun.queues());
    }

    @Override
    public BatchResult requeueSome(TaskQuery query, AuditNote note, UUID after, int limit) {
        return connections.aloneOnly("Tasks were not requeued", connection -> {
            List<UUID> ids = search.finished(connection, query, UNSUCCESSFUL, after, limit);
            Set<String> queues = new HashSet<>();
            long changed = 0;
            for (Finished finished : lockedByKey(connection, ids)) {
                UUID workflow = workflow(connection, finished.id());
                if (workflow != null) {
                    Optional<Set<String>> again = rerunIfFree(connection, workflow, finished.id());
                    again.ifPresent(queues::addAll);
                    changed += again.isPresent() ? 1 : 0;
                } else if (UNSUCCESSFUL.contains(finished.state()) && requeueIfFree(connection, finished)) {
                    queues.add(finished.queue());
                    changed++;
                }
            }
            if (changed > 0) {
                JdbcAuditLog.note(connection, note, changed);
            }
            return new BatchResult(
                    changed,
                    List.of(),
                    new Advance(queues, Set.of()),
                    ids.size() < limit ? null : ids.get(ids.size() - 1));
        });
    }

    /**
     * Locks all rows first, in page order; keys are taken afterwards, in key order, as an insert takes them. So neither
     * two batches nor a batch and an insert can deadlock.
     */
    private static List<Finished> lockedByKey(Connection connection, List<UUID> ids) throws SQLException {
        List<Finished> locked = new ArrayList<>();
        for (UUID id : ids) {
            Finished finished = locked(connection, id);
            if (finished != null) {
                locked.add(finished);
            }
        }
        locked.sort(BY_KEY);
        return locked;
    }

    private static void check(Finished finished, Set<TaskState> from) {
        if (!from.contains(finished.state())) {
            throw new IllegalStateException("Task " + finished.id() + " (" + finished.name() + ") is "
                    + finished.state() + ", so it is not retried; TaskAdmin.rerun runs it once more");
        }
    }

    /** A finished task, whose row is locked. Immutable. */
    private record Finished(
            UUID id,
            String name,
            String queue,
            TaskState state,
            @Nullable String lock) {}

    private static final String LOCK = """
            SELECT name, queue, state, unique_key, unique_scope
              FROM caraway_finished
             WHERE id = ?
               FOR UPDATE""";

    private static @Nullable Finished locked(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, id);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                boolean window = UniqueKey.Scope.WINDOW.name().equals(row.getString("unique_scope"));
                return new Finished(
                        id,
                        row.getString("name"),
                        row.getString("queue"),
                        TaskState.valueOf(row.getString("state")),
                        window ? null : row.getString("unique_key"));
            }
        }
    }

    private static final String LIVE = """
            SELECT 1
              FROM caraway_active
             WHERE id = ?""";

    private static boolean isLive(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LIVE)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** A row that a SQL client has finished under a live task's id is left unchanged: it could not be moved. */
    private boolean requeueIfFree(Connection connection, Finished finished) throws SQLException {
        if (isLive(connection, finished.id())) {
            return false;
        }
        try {
            requeue(connection, finished, null);
            return true;
        } catch (TaskNotUniqueException taken) {
            return false;
        }
    }

    /** A step that ended because of others runs again with these. */
    private Optional<Set<String>> rerunIfFree(Connection connection, UUID workflow, UUID id) throws SQLException {
        try {
            StepReruns.Rerun rerun = reruns.rerun(connection, workflow, id, Which.FAILED);
            return rerun == null ? Optional.empty() : Optional.of(rerun.queues());
        } catch (TaskNotUniqueException | IllegalStateException | BusyWorkflowException impossible) {
            return Optional.empty();
        }
    }

    private static final String REQUEUE = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, created_at, expires_at, task_key, unique_key,
                                        unique_scope, unique_lock, arguments, context, headers, labels, created_by,
                                        root_id, parent_id, schedule_id, max_retries, options, state, attempt)
            SELECT id, name, queue, priority, CURRENT_TIMESTAMP, created_at,
                   CASE WHEN expires_at > CURRENT_TIMESTAMP THEN expires_at END, task_key, unique_key, unique_scope,
                   CASE unique_scope WHEN 'WINDOW' THEN NULL ELSE unique_key END, arguments, context, headers, labels,
                   created_by, root_id, parent_id, schedule_id, max_retries, options, 'PENDING', attempt
              FROM caraway_finished
             WHERE id = ?""";

    private static final String REMOVE = """
            DELETE FROM caraway_finished
             WHERE id = ?""";

    /** An open transaction may have taken the key: then the insert waits for that transaction to finish. */
    private void requeue(Connection connection, Finished finished, @Nullable NewArguments arguments)
            throws SQLException {
        if (!inserted(connection, finished)) {
            failIfTaken(connection, finished);
            throw new QueueUnavailableException("Task " + finished.id() + " (" + finished.name()
                    + ") was not requeued: its id or its unique key was taken, and is free again; try once more");
        }
        if (arguments != null) {
            replace(connection, finished.id(), arguments);
        }
        execute(connection, REMOVE, finished.id());
        new TimedOutWaits(connection).forget(List.of(finished.id()));
    }

    private static final String TAKEN = """
            SELECT id
              FROM caraway_active
             WHERE unique_lock = ?""";

    /** A failed statement does not abort H2's transaction; on PostgreSQL this statement does not fail. */
    private boolean inserted(Connection connection, Finished finished) throws SQLException {
        try {
            return execute(connection, insertion, finished.id()) == 1;
        } catch (SQLException failure) {
            if (SqlFailures.duplicate(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static void failIfTaken(Connection connection, Finished finished) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TAKEN)) {
            select.setString(1, finished.lock());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    UUID holder = row.getObject(1, UUID.class);
                    throw new TaskNotUniqueException(
                            "Task " + finished.id() + " (" + finished.name() + ") was not requeued: task " + holder
                                    + " has its unique key by now; wait until that is finished, or revoke it",
                            holder);
                }
            }
        }
    }

    private static int execute(Connection connection, String statement, UUID id) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(statement)) {
            change.setObject(1, id);
            return change.executeUpdate();
        }
    }

    private static final String REPLACE = """
            UPDATE caraway_active
               SET arguments = ?, task_key = COALESCE(?, task_key)
             WHERE id = ?""";

    private void replace(Connection connection, UUID id, NewArguments arguments) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REPLACE)) {
            dialect.setJson(update, 1, arguments.json());
            update.setString(2, arguments.key());
            update.setObject(3, id);
            update.executeUpdate();
        }
    }
}
