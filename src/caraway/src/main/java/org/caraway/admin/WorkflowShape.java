package org.caraway.admin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.admin.WorkflowView.Edge;
import org.caraway.admin.WorkflowView.Kind;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.admin.WorkflowView.When;
import org.jspecify.annotations.Nullable;

/**
 * The composition of a workflow, found again in the nodes of its view: lanes of items that follow each other, where an
 * item that is a group has a lane for each kind of its members. Immutable.
 */
final class WorkflowShape {

    /**
     * A step, or a group with its members. Immutable.
     *
     * @param lanes those of the members, empty for a step
     */
    record Item(Node node, List<Lane> lanes) {

        boolean isGroup() {
            return node.kind() == Kind.GROUP;
        }
    }

    /**
     * Items that follow each other. Immutable.
     *
     * @param after what the first of them follows, null for what its group follows, or for nothing
     */
    record Lane(@Nullable Edge after, List<Item> items) {}

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, List<Node>> members = new HashMap<>();
    private final Set<String> placed = new LinkedHashSet<>();
    private final List<Lane> lanes = new ArrayList<>();

    WorkflowShape(WorkflowView view) {
        for (Node node : view.nodes()) {
            nodes.put(node.key(), node);
            if (node.group() != null) {
                members.computeIfAbsent(node.group(), key -> new ArrayList<>()).add(node);
            }
        }
        view.nodes().stream().filter(node -> node.id().equals(view.id())).forEach(this::place);
        Set<String> followed = new LinkedHashSet<>();
        view.nodes().stream()
                .map(Node::after)
                .forEach(after -> followed.add(after == null || !flows(after) ? "" : after.from()));
        view.nodes().stream()
                .filter(node -> !followed.contains(node.key()) && outside(node))
                .forEach(this::place);
        view.nodes().stream().filter(this::outside).forEach(this::place); // whatever else the page has
    }

    private boolean outside(Node node) {
        return node.group() == null || !nodes.containsKey(node.group());
    }

    private void place(Node last) {
        if (!placed.contains(last.key())) {
            lanes.add(lane(last, null));
        }
    }

    /** The lane of the workflow's last step first, then those of callbacks. */
    List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    private Lane lane(Node last, @Nullable Node group) {
        Deque<Item> items = new ArrayDeque<>();
        Edge beforeGroup = group == null ? null : group.after();
        Node next = last;
        while (true) {
            placed.add(next.key());
            items.addFirst(item(next));
            Edge after = next.after();
            Node before = after == null ? null : nodes.get(after.from());
            boolean begins =
                    after == null || (beforeGroup != null && after.from().equals(beforeGroup.from()));
            if (begins || after == null || before == null || placed.contains(before.key()) || !flows(after)) {
                boolean branch = after != null && (after.when() == When.TRUE || after.when() == When.FALSE);
                return new Lane(begins && !branch ? null : after, List.copyOf(items));
            }
            next = before;
        }
    }

    private static boolean flows(Edge after) {
        return after.when() == When.SUCCESS;
    }

    private Item item(Node node) {
        List<Lane> inside = new ArrayList<>();
        for (Node member : members.getOrDefault(node.key(), List.of())) {
            if (!placed.contains(member.key())) {
                inside.add(lane(member, node));
            }
        }
        return new Item(node, inside);
    }
}
