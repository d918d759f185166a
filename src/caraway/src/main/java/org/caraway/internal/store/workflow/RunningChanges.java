package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.finish.DurableStepRows;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;

/**
 * Changes of a workflow that its running steps ask for, in the transactions that complete their attempts. Thread-safe.
 */
public final class RunningChanges {

    private final Dialect dialect;
    private final SuccessorRelease successors;
    private final TextMaps maps = new TextMaps();

    public RunningChanges(Dialect dialect, SuccessorRelease successors) {
        this.dialect = dialect;
        this.successors = successors;
    }

    private static final String BECOME = """
            UPDATE caraway_active
               SET name = ?, queue = ?, priority = ?, task_key = ?, max_retries = ?, options = ?, arguments = ?,
                   context = ?, headers = ?, state = ?,
                   run_at = CASE WHEN ? THEN NULL
                                 ELSE COALESCE(?, %1$s) + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND END,
                   release_at = ?, release_delay = ?, workflow_id = ?, step = COALESCE(?, step),
                   after_id = ?, after_when = ?, slot = NULL, input_id = ?, input_mode = ?,
                   node = COALESCE(node, CAST(? AS INTEGER)),
                   retries = 0, deliveries = 0, worker_id = NULL, limited = NULL, outage_since = NULL,
                   awaits = NULL, wake_at = NULL,
                   progress_current = NULL, progress_total = NULL, progress_message = NULL, phase = NULL,
                   partial_result = NULL, error_type = NULL, error_message = NULL, error_trace = NULL
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED' AND revoke_mode IS NULL""";

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome)
            SELECT id, attempt, ?, started_at, 'POSTPONED'
              FROM caraway_active
             WHERE id = ?""";

    /**
     * Lets the workflow take the task's place, if its token holds and it was not revoked; false otherwise. The task's
     * row becomes the last step, so that it keeps its id, its place and what depends on it.
     *
     * @param changes what is left to do when workflows are advanced
     */
    public boolean replace(Connection connection, ClaimedTask task, WorkflowPlan plan, StepChanges changes)
            throws SQLException {
        NewTask last = plan.tasks().stream()
                .filter(step -> step.id().equals(task.id()))
                .findFirst()
                .orElseThrow(() -> new CarawayException("A replacement has no last step. This is a bug in Caraway."));
        if (!become(connection, task, last)) {
            return false;
        }
        new DurableStepRows(connection).forget(List.of(task.id())); // another method's, whose names mean something else
        try (PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT)) {
            attempt.setString(1, task.workerId());
            attempt.setObject(2, task.id());
            attempt.executeUpdate();
        }
        if (task.step() == null) {
            JdbcWorkflows.note(connection, plan);
        } else {
            UUID workflow = task.step().workflowId();
            successors
                    .fanOuts()
                    .admit(
                            connection,
                            workflow,
                            changes.count(workflow, plan.tasks().size() - 1L));
        }
        List<NewTask> others = plan.tasks().stream()
                .filter(step -> !step.id().equals(last.id()))
                .toList();
        successors.fanOuts().insert(connection, successors.counters(connection), others, plan.groups());
        changes.addQueues(FanOuts.dueQueues(plan.tasks()));
        changes.addReady(FanOuts.ready(plan.tasks(), plan.groups()));
        return true;
    }

    private boolean become(Connection connection, ClaimedTask task, NewTask last) throws SQLException {
        StepPlace place = GroupGrowth.placeOf(last);
        StepPlace.After after = place.after();
        StepPlace.Input input = place.input();
        Instant startAt = last.timing().startAt();
        double delay = Intervals.seconds(last.timing().delay());
        try (PreparedStatement update = connection.prepareStatement(BECOME.formatted(dialect.clock()))) {
            update.setString(1, last.name());
            update.setString(2, last.queue());
            update.setInt(3, last.priority());
            update.setString(4, last.key());
            update.setObject(5, last.maxRetries(), Types.INTEGER);
            dialect.setJson(update, 6, last.options().isEmpty() ? null : maps.write(last.options()));
            dialect.setJson(update, 7, last.arguments());
            dialect.setJson(update, 8, last.context());
            dialect.setJson(update, 9, maps.write(last.headers()));
            update.setString(10, place.waiting() ? "WAITING" : "PENDING");
            update.setBoolean(11, place.waiting());
            update.setObject(
                    12, startAt == null ? null : startAt.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
            update.setDouble(13, delay);
            update.setObject(
                    14,
                    startAt == null || !place.waiting() ? null : startAt.atOffset(ZoneOffset.UTC),
                    Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(15, place.waiting() ? delay : null, Types.DOUBLE);
            update.setObject(16, place.workflowId());
            update.setString(17, place.name());
            update.setObject(18, after == null ? null : after.id());
            update.setString(19, after == null ? null : after.when().name());
            update.setObject(20, input == null ? null : input.id());
            update.setString(21, input == null ? null : input.mode().name());
            update.setInt(22, place.node());
            FencingToken.set(update, 23, task);
            return update.executeUpdate() == 1;
        }
    }
}
