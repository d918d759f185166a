package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

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
     * Lets the workflow take the task's place, if its token holds and it was not revoked; null otherwise. The task's
     * row becomes the last step, so that it keeps its id, its place and what depends on it.
     */
    public @Nullable Advance replace(Connection connection, ClaimedTask task, WorkflowPlan plan) throws SQLException {
        NewTask last = plan.tasks().stream()
                .filter(step -> step.id().equals(task.id()))
                .findFirst()
                .orElseThrow(() -> new CarawayException("A replacement has no last step. This is a bug in Caraway."));
        if (!become(connection, task, last)) {
            return null;
        }
        try (PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT)) {
            attempt.setString(1, task.workerId());
            attempt.setObject(2, task.id());
            attempt.executeUpdate();
        }
        if (task.step() == null) {
            JdbcWorkflows.note(connection, plan);
        } else {
            admit(connection, task.step().workflowId(), plan.tasks().size() - 1L);
        }
        List<NewTask> others = plan.tasks().stream()
                .filter(step -> !step.id().equals(last.id()))
                .toList();
        return insert(connection, plan, others, plan.tasks());
    }

    private Advance insert(Connection connection, WorkflowPlan plan, List<NewTask> tasks, List<NewTask> all)
            throws SQLException {
        successors.fanOuts().insert(connection, successors.counters(connection), tasks, plan.groups());
        Set<String> queues = new LinkedHashSet<>();
        for (NewTask task : all) {
            if (task.step() != null && !task.step().waiting()) {
                queues.add(task.queue());
            }
        }
        return new Advance(queues, Set.of()).and(successors.groupsReady(connection, FanOuts.ready(all, plan.groups())));
    }

    private boolean become(Connection connection, ClaimedTask task, NewTask last) throws SQLException {
        StepPlace place = placeOf(last);
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

    private static StepPlace placeOf(NewTask task) {
        StepPlace place = task.step();
        if (place == null) {
            throw new CarawayException("A step has no place in a workflow. This is a bug in Caraway.");
        }
        return place;
    }

    private static final String GROW = """
            UPDATE caraway_group
               SET size = size + 1, pending = pending + ?
             WHERE id = ?
               AND shard = 0""";

    private static final String GROW_SHARD = """
            UPDATE caraway_group
               SET pending = pending + 1
             WHERE id = ?
               AND shard = ?""";

    private static final String PENDING = """
            SELECT pending
              FROM caraway_group
             WHERE id = ?
               AND shard = ?""";

    /** Adds members to the group of a step, whose own end is not counted yet. */
    public Advance add(Connection connection, ClaimedTask.Step step, List<WorkflowPlan> members) throws SQLException {
        UUID group = step.groupId();
        if (group == null || members.isEmpty()) {
            return Advance.NONE;
        }
        GroupCounters counters = successors.counters(connection);
        Advance advance = Advance.NONE;
        for (WorkflowPlan member : members) {
            GroupCounters.Counter before = counters.read(List.of(group)).get(group);
            if (before == null) {
                throw new CarawayException("The group " + group + " has no counter; somebody has deleted its row");
            }
            int index = grow(connection, before);
            List<NewTask> tasks = placed(member, group, index, before);
            advance = advance.and(insert(connection, member, tasks, tasks));
        }
        admit(
                connection,
                step.workflowId(),
                members.stream().mapToLong(member -> member.tasks().size()).sum());
        return advance;
    }

    /** After the counters of groups were locked, as always. */
    private void admit(Connection connection, UUID workflow, long more) throws SQLException {
        successors.fanOuts().admit(connection, workflow, more);
        successors.fanOuts().count(connection, Map.of(workflow, more));
    }

    /** Counts one more member, and returns its place. */
    private int grow(Connection connection, GroupCounters.Counter group) throws SQLException {
        try (PreparedStatement grow = connection.prepareStatement(GROW);
                PreparedStatement growShard = connection.prepareStatement(GROW_SHARD);
                PreparedStatement pending = connection.prepareStatement(PENDING)) {
            grow.setInt(1, group.shards() == 0 ? 1 : 0);
            grow.setObject(2, group.id());
            grow.executeUpdate(); // locks the row: the size that is read now is this member's
            int index = successors
                            .counters(connection)
                            .read(List.of(group.id()))
                            .getOrDefault(group.id(), group)
                            .size()
                    - 1;
            if (group.shards() > 0) {
                int shard = GroupCounters.shardOf(index, group.shards());
                growShard.setObject(1, group.id());
                growShard.setInt(2, shard);
                growShard.executeUpdate();
                pending.setObject(1, group.id());
                pending.setInt(2, shard);
                try (ResultSet row = pending.executeQuery()) {
                    if (row.next() && row.getInt(1) == 1) {
                        reopen(connection, group.id());
                    }
                }
            }
            return index;
        }
    }

    private static final String REOPEN = """
            UPDATE caraway_group
               SET pending = pending + 1
             WHERE id = ?
               AND shard = 0""";

    /** A shard that was empty counts again. */
    private static void reopen(Connection connection, UUID group) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REOPEN)) {
            update.setObject(1, group);
            update.executeUpdate();
        }
    }

    /** With its index; in a group with a bound it waits for its turn, which comes with this step's end or later. */
    private static List<NewTask> placed(WorkflowPlan member, UUID group, int index, GroupCounters.Counter counter) {
        List<NewTask> tasks = new ArrayList<>();
        for (NewTask task : member.tasks()) {
            StepPlace place = placeOf(task);
            StepPlace.After after = place.after() == null && counter.atMost() != null
                    ? new StepPlace.After(group, StepPlace.When.SLOT, index)
                    : place.after();
            boolean last = task.id().equals(member.id());
            tasks.add(task.toBuilder()
                    .step(new StepPlace(
                            place.workflowId(),
                            place.name(),
                            place.groupId(),
                            last ? Integer.valueOf(index) : place.groupIndex(),
                            after,
                            place.input(),
                            place.waiting() || after != null,
                            place.node()))
                    .build());
        }
        return tasks;
    }
}
