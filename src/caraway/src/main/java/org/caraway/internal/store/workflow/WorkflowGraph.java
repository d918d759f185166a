package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.caraway.TaskState;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** The steps and groups of one workflow, live and finished, and how they depend on each other. Immutable. */
final class WorkflowGraph {

    private final Map<UUID, Node> nodes;
    private final Map<UUID, List<Node>> byAfter = new HashMap<>();
    private final Map<UUID, List<Node>> byInput = new HashMap<>();
    private final Map<UUID, List<Node>> byGroup = new HashMap<>();

    /**
     * A step or group. Immutable.
     *
     * @param id its id
     * @param name the name of its definition, or that of groups
     * @param live whether it is not finished
     * @param state its state
     * @param after what releases it, null for nothing
     * @param when how that must end
     * @param input whose result it takes, null for none
     * @param group the group that it is a member of, null for none
     * @param index its place there
     * @param cause the step whose end it shares, null if it ended by itself
     */
    record Node(
            UUID id,
            String name,
            boolean live,
            TaskState state,
            @Nullable UUID after,
            StepPlace.@Nullable When when,
            @Nullable UUID input,
            @Nullable UUID group,
            int index,
            @Nullable UUID cause) {

        boolean isGroup() {
            return name.equals(WorkflowPlan.GROUP);
        }

        /** Whether it was finished and what depends on it could not run. */
        boolean failed() {
            return !live && state != TaskState.SUCCESS && state != TaskState.SKIPPED;
        }

        /** Whether it failed by itself. */
        boolean failedItself() {
            return failed() && cause == null;
        }

        boolean waitsForSlot() {
            return when == StepPlace.When.SLOT;
        }

        boolean isCallback() {
            return when == StepPlace.When.CALLBACK || when == StepPlace.When.FAILURE;
        }
    }

    private WorkflowGraph(Map<UUID, Node> nodes) {
        this.nodes = nodes;
        nodes.values().forEach(node -> {
            add(byAfter, node.after(), node);
            add(byInput, node.input(), node);
            add(byGroup, node.group(), node);
        });
    }

    private static void add(Map<UUID, List<Node>> index, @Nullable UUID key, Node node) {
        if (key != null) {
            index.computeIfAbsent(key, any -> new ArrayList<>()).add(node);
        }
    }

    private static final String LIVE = """
            SELECT id, name, state, after_id, after_when, input_id, group_id, group_index, CAST(NULL AS uuid)
              FROM caraway_active
             WHERE workflow_id = ?""";

    private static final String FINISHED = """
            SELECT id, name, state, after_id, after_when, input_id, group_id, group_index, cause_id
              FROM caraway_finished
             WHERE workflow_id = ?""";

    /** Reads live rows first: a row that is finished meanwhile is read twice, and counts as finished. */
    static WorkflowGraph read(Connection connection, UUID workflow) throws SQLException {
        Map<UUID, Node> nodes = new HashMap<>();
        read(connection, LIVE, workflow, true, nodes);
        read(connection, FINISHED, workflow, false, nodes);
        return new WorkflowGraph(nodes);
    }

    private static void read(
            Connection connection, String statement, UUID workflow, boolean live, Map<UUID, Node> nodes)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String when = row.getString(5);
                    Node node = new Node(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            live,
                            TaskState.valueOf(row.getString(3)),
                            row.getObject(4, UUID.class),
                            when == null ? null : StepPlace.When.valueOf(when),
                            row.getObject(6, UUID.class),
                            row.getObject(7, UUID.class),
                            row.getInt(8),
                            row.getObject(9, UUID.class));
                    nodes.put(node.id(), node);
                }
            }
        }
    }

    /** All. */
    Collection<Node> all() {
        return nodes.values();
    }

    @Nullable
    Node find(@Nullable UUID id) {
        return id == null ? null : nodes.get(id);
    }

    /** What the end of this one releases; of a group also those of its members that wait for a slot. */
    List<Node> following(UUID id) {
        return byAfter.getOrDefault(id, List.of());
    }

    /** What takes the result of this one. */
    List<Node> taking(UUID id) {
        return byInput.getOrDefault(id, List.of());
    }

    /** The members of a group. */
    List<Node> members(UUID group) {
        return byGroup.getOrDefault(group, List.of());
    }

    /** These, and everything before them that they depend on; members of groups are before the group. */
    Set<Node> before(Collection<Node> some) {
        return reached(some, node -> {
            List<Node> before = new ArrayList<>(members(node.id()));
            addIfKnown(before, node.waitsForSlot() ? null : node.after());
            addIfKnown(before, node.input());
            return before;
        });
    }

    private void addIfKnown(List<Node> some, @Nullable UUID id) {
        Node node = find(id);
        if (node != null) {
            some.add(node);
        }
    }

    /**
     * What belongs to the members of a group: they, everything before them that comes after what the group itself comes
     * after, and their callbacks.
     */
    Set<Node> inside(Node group) {
        return reached(members(group.id()), node -> {
            List<Node> before = new ArrayList<>(members(node.id()));
            for (UUID id : new UUID[] {node.after(), node.input()}) {
                boolean outside =
                        id == null || id.equals(group.id()) || id.equals(group.after()) || id.equals(group.input());
                addIfKnown(before, outside ? null : id);
            }
            following(node.id()).stream()
                    .filter(follower -> !follower.waitsForSlot())
                    .forEach(before::add);
            return before;
        });
    }

    /** The place in the group of the member to which this node belongs, null if it belongs to none. */
    @Nullable
    Integer placeIn(UUID group, Node node) {
        Node next = node;
        for (int steps = 0; next != null && steps <= nodes.size(); steps++) {
            if (group.equals(next.group())) {
                return next.index();
            }
            next = next.group() != null
                    ? find(next.group())
                    : following(next.id()).stream()
                            .filter(follower -> !follower.isCallback() && !follower.waitsForSlot())
                            .findFirst()
                            .orElse(null);
        }
        return null;
    }

    /** The callbacks, and everything after them. */
    Set<Node> callbacks() {
        return reached(nodes.values().stream().filter(Node::isCallback).toList(), node -> {
            List<Node> after = new ArrayList<>(following(node.id()));
            addIfKnown(after, node.group());
            return after;
        });
    }

    private static Set<Node> reached(Collection<Node> from, Function<Node, List<Node>> edges) {
        Set<Node> reached = new LinkedHashSet<>(from);
        Deque<Node> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            for (Node node : edges.apply(next.remove())) {
                if (reached.add(node)) {
                    next.add(node);
                }
            }
        }
        return reached;
    }
}
