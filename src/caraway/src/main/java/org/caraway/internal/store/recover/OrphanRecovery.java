package org.caraway.internal.store.recover;

import static java.lang.System.Logger.Level.ERROR;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.WorkerLostException;
import org.caraway.internal.store.complete.AttemptHistory;
import org.caraway.internal.store.complete.CompletionStatements;
import org.caraway.internal.store.complete.FinishedRow;
import org.caraway.internal.store.complete.ReusedIds;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.WorkerlessFinish;
import org.jspecify.annotations.Nullable;

/**
 * Recovers orphaned tasks, whose worker will not complete their attempt. Thread-safe.
 *
 * <p>A task returns to its queue, due at once, and the attempt is recorded as LOST. It fails instead if it may not be
 * delivered once more: because it is {@link org.caraway.Delivery#AT_MOST_ONCE} and its method may have begun, or
 * because it was delivered too often. The row says whether the method may have begun, so that a node without the task's
 * definition can decide, too. A revoked task becomes REVOKED instead.
 */
public final class OrphanRecovery {

    private static final System.Logger LOG = System.getLogger(OrphanRecovery.class.getName());

    private final CompletionStatements completions;
    private final WorkerlessFinish finish;

    public OrphanRecovery(CompletionStatements completions, WorkerlessFinish finish) {
        this.completions = completions;
        this.finish = finish;
    }

    /** Why tasks are recovered. */
    enum Cause {
        /** Their worker was lost, perhaps because of them: it counts as a delivery. */
        LOST("was lost", 1),
        /** Their worker released them after their attempts had begun, for reasons of its own. */
        RELEASED("released it", 1),
        /** Their worker stopped as it was told to, which is not to count against a task. */
        STOPPED("stopped", 0),
        /** Their worker released them, and knows of no attempt that has begun. */
        FORGOTTEN("released it", 0);

        private final String verb;
        private final int deliveries;

        Cause(String verb, int deliveries) {
            this.verb = verb;
            this.deliveries = deliveries;
        }
    }

    /**
     * Recovers tasks whose rows are locked. Where a SQL client has used an id before, what is recorded of the earlier
     * task makes way. A row that the database refuses to change stays unchanged, and does not prevent the recovery of
     * others.
     *
     * @param maxDeliveries how often such a task may be delivered
     */
    Recovered recover(
            Connection connection, List<OrphanedTask> tasks, Cause cause, ToIntFunction<ClaimedTask> maxDeliveries)
            throws SQLException {
        List<OrphanedTask> failed = new ArrayList<>();
        List<OrphanedTask> again = new ArrayList<>();
        for (OrphanedTask left : tasks) {
            int deliveries = left.task().deliveries() + cause.deliveries;
            boolean tooOften = cause == Cause.LOST && deliveries >= maxDeliveries.applyAsInt(left.task());
            (left.delivered() || tooOften ? failed : again).add(left);
        }
        List<OrphanedTask> free = guarded(connection, again, some -> redeliver(connection, some, cause));
        List<FinishedTask> revoked = JdbcRevokedTasks.moveMarked(
                connection, free.stream().map(left -> left.task().id()).toList(), finish);
        Set<UUID> over = revoked.stream().map(FinishedTask::id).collect(Collectors.toSet());
        List<OrphanedTask> ended = guarded(connection, failed, some -> over.addAll(fail(connection, some, cause)));
        Set<UUID> finished = new LinkedHashSet<>(over);
        ended.forEach(left -> finished.add(left.task().id()));
        return new Recovered(
                without(over, free, left -> null),
                without(over, ended, left -> errorOf(left, cause)),
                revoked,
                finished);
    }

    private static List<RescueResult.Lost> without(
            Set<UUID> over, List<OrphanedTask> tasks, Function<OrphanedTask, @Nullable TaskError> error) {
        return tasks.stream()
                .filter(left -> !over.contains(left.task().id()))
                .map(left -> new RescueResult.Lost(left.task(), error.apply(left)))
                .toList();
    }

    /**
     * The result of a recovery: tasks that run again, tasks that failed, and tasks that had been revoked and do not run
     * again. The workflows of those that are finished are still to be advanced.
     */
    record Recovered(
            List<RescueResult.Lost> released,
            List<RescueResult.Lost> failed,
            List<FinishedTask> revoked,
            Set<UUID> finished) {

        /** Without those that failed. */
        ReleaseResult toReleaseResult(List<FinishedTask> expired, Advance advance) {
            return new ReleaseResult(
                    released.stream().map(lost -> lost.task().id()).toList(), revoked, expired, advance);
        }

        /** Those that are finished, and these. */
        Set<UUID> finishedAnd(List<FinishedTask> expired) {
            Set<UUID> all = new LinkedHashSet<>(finished);
            expired.forEach(task -> all.add(task.id()));
            return all;
        }
    }

    @FunctionalInterface
    private interface Change {
        void on(List<OrphanedTask> tasks) throws SQLException;
    }

    /** Changes all at once, or one by one if the database refuses that; returns the changed tasks. */
    private static List<OrphanedTask> guarded(Connection connection, List<OrphanedTask> tasks, Change change)
            throws SQLException {
        if (tasks.isEmpty()) {
            return List.of();
        }
        if (accepted(connection, tasks, change)) {
            return tasks;
        }
        List<OrphanedTask> changed = new ArrayList<>();
        for (OrphanedTask left : tasks) {
            boolean free = tasks.size() > 1 && accepted(connection, List.of(left), change);
            if (free || (ReusedIds.clear(connection, left.task()) && accepted(connection, List.of(left), change))) {
                changed.add(left);
            } else {
                LOG.log(
                        ERROR,
                        () -> "Task " + left.task().id() + " (" + left.task().name() + ") of worker "
                                + left.task().workerId() + " cannot be recovered and stays STARTED;"
                                + " the database refuses each change of it");
            }
        }
        return changed;
    }

    private static boolean accepted(Connection connection, List<OrphanedTask> tasks, Change change)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            change.on(tasks);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException failure) {
            if (!SqlFailures.permanent(failure)) {
                throw failure;
            }
            connection.rollback(before);
            return false;
        }
    }

    /** Returns those that have been revoked, and did not fail because of that. */
    private Set<UUID> fail(Connection connection, List<OrphanedTask> tasks, Cause cause) throws SQLException {
        Map<UUID, Duration> own = finish.retentions(
                connection, tasks.stream().map(left -> left.task().id()).toList());
        List<FinishedRow> failures = tasks.stream()
                .map(left -> failure(left, cause, own.get(left.task().id())))
                .toList();
        Map<UUID, TaskState> written = completions.finish(connection, failures, null);
        return written.entrySet().stream()
                .filter(task -> task.getValue() == TaskState.REVOKED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static FinishedRow failure(OrphanedTask left, Cause cause, @Nullable Duration retention) {
        return new FinishedRow(
                left.task(), TaskState.FAILURE, FinishedRow.LOST, null, errorOf(left, cause), null, retention);
    }

    private static TaskError errorOf(OrphanedTask left, Cause cause) {
        ClaimedTask task = left.task();
        String fix = left.delivered()
                ? "; delivery is AT_MOST_ONCE, so it does not run again"
                : ", for the " + (task.deliveries() + 1) + ". time; raise maxDeliveries if the task is not to blame";
        return new TaskError(
                WorkerLostException.class.getName(),
                "The worker " + cause.verb + " while it ran this task" + fix,
                "(no stack trace: worker " + task.workerId() + " " + cause.verb + ")");
    }

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type, error_message)
            SELECT id, attempt, worker_id, started_at, 'LOST', ?, ?
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    private static final String REDELIVER = """
            UPDATE caraway_active
               SET state = CASE WHEN retries > 0 THEN 'RETRY' ELSE 'PENDING' END, worker_id = NULL, limited = NULL,
                   deliveries = deliveries + ?
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    private static void redeliver(Connection connection, List<OrphanedTask> tasks, Cause cause) throws SQLException {
        try (PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT);
                PreparedStatement update = connection.prepareStatement(REDELIVER)) {
            for (OrphanedTask left : tasks) {
                attempt.setString(1, WorkerLostException.class.getName());
                attempt.setString(2, "The worker " + cause.verb + " before the attempt completed");
                FencingToken.set(attempt, 3, left.task());
                attempt.addBatch();
                update.setInt(1, cause.deliveries);
                FencingToken.set(update, 2, left.task());
                update.addBatch();
            }
            attempt.executeBatch();
            update.executeBatch(); // the rows are locked: their tokens hold
        }
        AttemptHistory.trim(connection, tasks.stream().map(OrphanedTask::task).toList());
    }
}
