package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.finish.FinishedTasks;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.park.TimedOutWaits;
import org.caraway.internal.store.workflow.GroupCounters.Counter;
import org.caraway.internal.store.workflow.WorkflowGraph.Node;
import org.jspecify.annotations.Nullable;

/**
 * The rows of steps and groups that run again. Confined to one rerun.
 *
 * <p>All wait at first, as when they were planned; then those are released that wait for nothing. Of a group that
 * bounds how many of its members run at once, the members that run again take the last of the places that were given:
 * so as many begin as are free, and the others in their turn.
 */
final class RerunRows {

    private final Connection connection;
    private final Dialect dialect;
    private final WorkflowGraph graph;
    private final RerunScope scope;
    private final GroupCounters counters;
    private final Set<UUID> due = new LinkedHashSet<>();

    RerunRows(Connection connection, Dialect dialect, WorkflowGraph graph, RerunScope scope, GroupCounters counters) {
        this.connection = connection;
        this.dialect = dialect;
        this.graph = graph;
        this.scope = scope;
        this.counters = counters;
    }

    /** Makes all rows wait, and sets the counters of their groups. */
    void reset(UUID workflow) throws SQLException {
        lockLive(workflow);
        ByIds.update(connection, REMOVE_LIVE, scope.removed());
        new FinishedTasks(connection).delete(scope.removed());
        ByIds.update(connection, REMOVE_GROUPS, scope.removed());
        count(workflow, scope.removed().size());
        ByIds.update(connection, INSERT, scope.again());
        ByIds.update(connection, REMOVE_FINISHED, scope.again());
        ByIds.update(connection, WAIT, scope.again());
        new TimedOutWaits(connection).forget(scope.again());
        for (UUID id : scope.again()) {
            Node node = graph.find(id);
            if (node != null && !node.waitsForSlot() && scope.isReady(node)) {
                due.add(id);
            }
        }
        List<UUID> groups =
                scope.again().stream().filter(id -> isGroup(graph.find(id))).toList();
        for (Counter counter : counters.read(groups).values()) {
            reset(counter);
        }
        reopened();
    }

    private static boolean isGroup(@Nullable Node node) {
        return node != null && node.isGroup();
    }

    private static final String LOCK = """
            SELECT id, name, state
              FROM caraway_active
             WHERE id = ANY (?)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private void lockLive(UUID workflow) throws SQLException {
        Set<UUID> all = new HashSet<>(scope.again());
        all.addAll(scope.removed());
        all.removeIf(id -> isFinished(graph.find(id)));
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            select.setArray(1, connection.createArrayOf("uuid", all.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.remove(row.getObject(1, UUID.class));
                    if (row.getString(3).equals("STARTED")) {
                        throw new IllegalStateException("Step " + row.getObject(1, UUID.class) + " (" + row.getString(2)
                                + ") is running, and would run again; wait until it has ended, or revoke it");
                    }
                }
            }
        }
        if (!all.isEmpty()) {
            throw new BusyWorkflowException(workflow);
        }
    }

    private static boolean isFinished(@Nullable Node node) {
        return node == null || !node.live();
    }

    private static final String REMOVE_LIVE = """
            DELETE FROM caraway_active
             WHERE id = ANY (?)""";

    private static final String REMOVE_FINISHED = """
            DELETE FROM caraway_finished
             WHERE id = ANY (?)""";

    private static final String REMOVE_GROUPS = """
            DELETE FROM caraway_group
             WHERE id = ANY (?)""";

    private static final String COUNT = """
            UPDATE caraway_workflow
               SET nodes = nodes - ?, check_at = CURRENT_TIMESTAMP,
                   awaits_turn = max_concurrent IS NOT NULL AND turn IS NULL
             WHERE id = ?""";

    private void count(UUID workflow, int removed) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(COUNT)) {
            update.setLong(1, removed);
            update.setObject(2, workflow);
            update.executeUpdate();
        }
    }

    private static final String INSERT = """
            INSERT INTO caraway_active (id, name, queue, priority, run_at, created_at, expires_at, task_key, unique_key,
                                        unique_scope, unique_lock, arguments, context, headers, labels, created_by,
                                        root_id, parent_id, schedule_id, max_retries, options, state, attempt,
                                        workflow_id, step, group_id, group_index, after_id, after_when, input_id,
                                        input_mode, node)
            SELECT id, name, queue, priority, CAST(NULL AS timestamp with time zone), created_at,
                   CASE WHEN expires_at > CURRENT_TIMESTAMP THEN expires_at END, task_key, unique_key, unique_scope,
                   CASE unique_scope WHEN 'WINDOW' THEN NULL ELSE unique_key END, arguments, context, headers, labels,
                   created_by, root_id, parent_id, schedule_id, max_retries, options, 'WAITING', attempt,
                   workflow_id, step, group_id, group_index, after_id, after_when, input_id, input_mode,
                   node
              FROM caraway_finished
             WHERE id = ANY (?)""";

    private static final String WAIT = """
            UPDATE caraway_active
               SET state = 'WAITING', run_at = NULL, awaits = NULL, wake_at = NULL
             WHERE id = ANY (?)
               AND (state <> 'WAITING' OR awaits IS NOT NULL)""";

    private void reset(Counter counter) throws SQLException {
        Node group = graph.find(counter.id());
        if (group == null) {
            return;
        }
        if (scope.isReplanned(group.id())) {
            counters.replace(new NewGroup(
                    counter.id(),
                    counter.joined(),
                    counter.needed(),
                    0,
                    counter.atMost(),
                    counters.template(counter.id())));
            return;
        }
        List<Node> finished =
                scope.members(group).stream().filter(member -> !member.live()).toList();
        Integer atMost = counter.atMost();
        int nextSlot = atMost == null
                ? counter.nextSlot()
                : scope.isWhole(group.id()) ? placesAnew(group, atMost) : placesAgain(group, counter, atMost, finished);
        counters.set(counter, finished, nextSlot);
    }

    /** As planned: the first members wait for what the group comes after, the others for a place. */
    private int placesAnew(Node group, int atMost) throws SQLException {
        for (Node node : graph.following(group.id())) {
            Integer place = node.waitsForSlot() ? graph.placeIn(group.id(), node) : null;
            if (place != null && place < atMost) {
                place(node.id(), group.after(), group.when(), null);
                if (scope.isReady(group)) {
                    due.add(node.id());
                }
            } else if (place != null) {
                place(node.id(), group.id(), StepPlace.When.SLOT, place);
            }
        }
        return atMost;
    }

    private int placesAgain(Node group, Counter counter, int atMost, List<Node> finished) throws SQLException {
        Map<Integer, List<Node>> first = firstAgain(group);
        long before = graph.members(group.id()).stream()
                .filter(member -> !member.live())
                .count();
        int free = (int) Math.max(0, atMost - (counter.nextSlot() - before));
        int slot = Math.max(0, counter.nextSlot() - (int) (before - finished.size()));
        int begin = slot + Math.min(free, first.size());
        for (List<Node> member : first.values()) {
            for (Node node : member) {
                place(node.id(), group.id(), StepPlace.When.SLOT, slot);
                due.remove(node.id());
                if (slot < begin) {
                    due.add(node.id());
                }
            }
            slot++;
        }
        return begin;
    }

    /** The first steps of members that run again, by the members' places. */
    private Map<Integer, List<Node>> firstAgain(Node group) {
        Map<Integer, List<Node>> first = new TreeMap<>();
        for (UUID id : scope.again()) {
            Node node = graph.find(id);
            boolean begins = node != null
                    && (node.after() == null
                            || node.after().equals(group.after())
                            || (node.waitsForSlot() && group.id().equals(node.after())));
            Integer place = begins && node != null ? graph.placeIn(group.id(), node) : null;
            if (place != null && node != null) {
                first.computeIfAbsent(place, any -> new ArrayList<>()).add(node);
            }
        }
        return first;
    }

    private static final String PLACE = """
            UPDATE caraway_active
               SET after_id = ?, after_when = ?, slot = ?
             WHERE id = ?""";

    private void place(UUID id, @Nullable UUID after, StepPlace.@Nullable When when, @Nullable Integer slot)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(PLACE)) {
            update.setObject(1, after);
            update.setString(2, when == null ? null : when.name());
            update.setObject(3, slot, Types.INTEGER);
            update.setObject(4, id);
            update.executeUpdate();
        }
    }

    /** A step that was given a place before keeps it, if its group is not counted anew. */
    private void reopened() {
        for (UUID id : scope.again()) {
            Node node = graph.find(id);
            if (node != null
                    && node.waitsForSlot()
                    && node.after() != null
                    && !scope.again().contains(node.after())) {
                due.add(id);
            }
        }
    }

    /** Releases the steps that wait for nothing, and returns their queues. */
    Set<String> release() throws SQLException {
        List<UUID> tasks = due.stream().filter(id -> !isGroup(graph.find(id))).toList();
        ByIds.update(connection, RELEASABLE, tasks);
        new WaitingSteps(connection, dialect.clock()).release(tasks);
        return queues(tasks);
    }

    /** So that the end of a pause, or the turn of the workflow, finds them. */
    private static final String RELEASABLE = """
            UPDATE caraway_active
               SET release_at = CURRENT_TIMESTAMP
             WHERE id = ANY (?)
               AND state = 'WAITING'
               AND release_at IS NULL""";

    private static final String QUEUES = """
            SELECT DISTINCT queue
              FROM caraway_active
             WHERE id = ANY (?)""";

    private Set<String> queues(List<UUID> ids) throws SQLException {
        Set<String> queues = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(QUEUES)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    queues.add(row.getString(1));
                }
            }
        }
        return queues;
    }

    /** The groups that wait for nothing but their members. */
    List<UUID> readyGroups() {
        return due.stream().filter(id -> isGroup(graph.find(id))).toList();
    }
}
