package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * Admits transactions that end steps which wait, as a revocation or an expiry does. Confined to one transaction.
 *
 * <p>A transaction that completes an attempt locks counters, and then the rows of groups and of what follows them. One
 * that ends such a row has locked it already, and needs counters afterwards: the two would deadlock. So the second
 * takes the rows of the workflows and all counters that it may change before it changes anything, and takes them only
 * if they are free. The steps of a workflow that is busy are left for the next scan. After that it waits only for rows
 * that follow its own, which nobody else changes before these are finished.
 */
final class WaitingAdmission {

    private final Connection connection;

    WaitingAdmission(Connection connection) {
        this.connection = connection;
    }

    /** A live step or group. Immutable. */
    private record Node(UUID id, UUID workflow, @Nullable UUID group, boolean isGroup, boolean waiting) {}

    /**
     * Which of these tasks may be ended now. All, if none of them is a step that waits.
     *
     * @param ids live tasks; their rows are locked
     */
    Set<UUID> admitted(Collection<UUID> ids) throws SQLException {
        Set<UUID> admitted = new HashSet<>(ids);
        List<Node> steps = nodes(STEPS, ids, List.of());
        if (steps.stream().noneMatch(Node::waiting)) {
            return admitted;
        }
        Set<UUID> busy = busyWorkflows(steps);
        busy.addAll(busyGroups(downstream(steps)));
        steps.stream().filter(step -> busy.contains(step.workflow())).forEach(step -> admitted.remove(step.id()));
        return admitted;
    }

    private static final String STEPS = """
            SELECT id, workflow_id, group_id, name, state
              FROM caraway_active
             WHERE id = ANY (?)
               AND workflow_id IS NOT NULL""";

    private static final String FOLLOWING = """
            SELECT id, workflow_id, group_id, name, state
              FROM caraway_active
             WHERE after_id = ANY (?)
               AND state = 'WAITING'
               AND (after_when <> 'SLOT' OR after_id = ANY (?))""";

    private List<Node> nodes(String query, Collection<UUID> ids, Collection<UUID> endedGroups) throws SQLException {
        List<Node> nodes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            if (query.equals(FOLLOWING)) {
                select.setArray(2, connection.createArrayOf("uuid", endedGroups.toArray()));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    nodes.add(new Node(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getObject(3, UUID.class),
                            row.getString(4).equals(WorkflowPlan.GROUP),
                            row.getString(5).equals("WAITING")));
                }
            }
        }
        return nodes;
    }

    /**
     * The groups whose counters may change when these steps end, with their workflows: their own, those of what follows
     * them, and so on. Members that wait for a turn end only if their group ends before its members have.
     */
    private Map<UUID, UUID> downstream(List<Node> steps) throws SQLException {
        Map<UUID, UUID> groups = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        List<Node> ended = steps;
        List<Node> joined = List.of();
        while (!ended.isEmpty() || !joined.isEmpty()) {
            List<Node> all = new ArrayList<>(ended);
            all.addAll(joined);
            all.removeIf(node -> !seen.add(node.id()));
            Set<UUID> endedGroups =
                    ended.stream().filter(Node::isGroup).map(Node::id).collect(Collectors.toSet());
            Set<UUID> outer = new HashSet<>();
            for (Node node : all) {
                if (node.isGroup()) {
                    groups.put(node.id(), node.workflow());
                }
                UUID group = node.group();
                if (group != null && groups.put(group, node.workflow()) == null) {
                    outer.add(group);
                }
            }
            ended = all.isEmpty()
                    ? List.of()
                    : nodes(FOLLOWING, all.stream().map(Node::id).toList(), endedGroups);
            joined = outer.isEmpty() ? List.of() : nodes(STEPS, outer, List.of());
        }
        return groups;
    }

    private static final String WORKFLOWS = """
            SELECT id
              FROM caraway_workflow
             WHERE id = ANY (?)""";

    private static final String FREE_WORKFLOWS = """
            SELECT id
              FROM caraway_workflow
             WHERE id = ANY (?)
               FOR UPDATE SKIP LOCKED""";

    private Set<UUID> busyWorkflows(List<Node> steps) throws SQLException {
        Set<UUID> workflows = steps.stream().map(Node::workflow).collect(Collectors.toSet());
        Set<UUID> busy = new HashSet<>(counted(WORKFLOWS, workflows).keySet());
        busy.removeAll(counted(FREE_WORKFLOWS, workflows).keySet());
        return busy;
    }

    private static final String COUNTERS = """
            SELECT id
              FROM caraway_group
             WHERE id = ANY (?)""";

    private static final String FREE_COUNTERS = """
            SELECT id
              FROM caraway_group
             WHERE id = ANY (?)
               FOR UPDATE SKIP LOCKED""";

    /** The workflows of those of these groups that have counters which are not free. */
    private Set<UUID> busyGroups(Map<UUID, UUID> groups) throws SQLException {
        Set<UUID> busy = new HashSet<>();
        if (!groups.isEmpty()) {
            Map<UUID, Integer> free = counted(FREE_COUNTERS, groups.keySet());
            counted(COUNTERS, groups.keySet()).forEach((group, counters) -> {
                UUID workflow = groups.get(group);
                if (workflow != null && !counters.equals(free.get(group))) {
                    busy.add(workflow);
                }
            });
        }
        return busy;
    }

    /** How many rows each id has. */
    private Map<UUID, Integer> counted(String query, Collection<UUID> ids) throws SQLException {
        Map<UUID, Integer> rows = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.merge(row.getObject(1, UUID.class), 1, Integer::sum);
                }
            }
        }
        return rows;
    }
}
