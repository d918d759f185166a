package org.caraway.internal.store.workflow;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.NewGroup.Joined;
import org.caraway.internal.store.workflow.GroupCounters.Counter;
import org.caraway.internal.store.workflow.WorkflowGraph.Node;

/**
 * Which steps and groups run again, if some do. Confined to one rerun.
 *
 * <p>Everything that depends on such a step runs again, callbacks included. A group runs again as a whole if what comes
 * before it does: then a fan-out is planned anew, and its former members are removed. If only members of it run again,
 * the others keep their ends. A group that fails whatever these members come to stays as it is.
 */
final class RerunScope {

    private final WorkflowGraph graph;
    private final Map<UUID, Counter> counters;
    private final Set<UUID> fanOuts;
    private final Set<UUID> again = new LinkedHashSet<>();
    private final Set<UUID> whole = new HashSet<>();
    private final Set<UUID> removed = new LinkedHashSet<>();
    private final Set<UUID> undecided = new LinkedHashSet<>();
    private final Deque<Node> next = new ArrayDeque<>();

    /**
     * Nothing yet.
     *
     * @param fanOuts the groups that have a template
     */
    RerunScope(WorkflowGraph graph, Map<UUID, Counter> counters, Set<UUID> fanOuts) {
        this.graph = graph;
        this.counters = counters;
        this.fanOuts = fanOuts;
    }

    /** Runs these again, and what depends on them. */
    void add(Collection<Node> roots) {
        roots.forEach(root -> {
            add(root, true);
            if (root.isGroup() && !fanOuts.contains(root.id())) {
                graph.inside(root).forEach(node -> add(node, true));
            }
        });
        do {
            follow();
        } while (decide());
        again.removeAll(removed);
    }

    private void add(Node node, boolean asWhole) {
        boolean more = again.add(node.id());
        if (node.isGroup() && asWhole) {
            more |= whole.add(node.id());
        }
        if (more) {
            next.add(node);
        }
    }

    private void follow() {
        while (!next.isEmpty()) {
            Node node = next.remove();
            for (Node follower : graph.following(node.id())) {
                if (!follower.waitsForSlot() || whole.contains(node.id())) {
                    add(follower, true);
                }
            }
            graph.taking(node.id()).forEach(taker -> add(taker, true));
            if (whole.contains(node.id()) && fanOuts.contains(node.id())) {
                graph.inside(node).forEach(copy -> removed.add(copy.id()));
            }
            if (node.group() != null) {
                undecided.add(node.group());
            }
        }
    }

    /** Whether there is more to follow. A group is decided when it is known which of its members run again. */
    private boolean decide() {
        for (UUID id : undecided) {
            Node group = graph.find(id);
            if (group != null && !again.contains(id) && (group.live() || !failsAnyway(group))) {
                add(group, false);
            }
        }
        return !next.isEmpty();
    }

    private boolean failsAnyway(Node group) {
        Counter counter = counters.get(group.id());
        if (!group.failed() || counter == null) {
            return false;
        }
        long failed = members(group).stream().filter(Node::failed).count();
        return switch (counter.joined()) {
            case ALL, BRANCH -> failed > 0;
            case AT_LEAST -> counter.size() - failed < counter.needed();
            case ANY, SETTLED -> false;
        };
    }

    /** The members of a group that do not run again. */
    List<Node> members(Node group) {
        return graph.members(group.id()).stream()
                .filter(member -> !again.contains(member.id()) && !removed.contains(member.id()))
                .toList();
    }

    /** Those that run again. */
    Set<UUID> again() {
        return again;
    }

    /** The former members of fan-outs, with all that belongs to them. */
    Set<UUID> removed() {
        return removed;
    }

    /** Whether the group runs again from its beginning. */
    boolean isWhole(UUID group) {
        return whole.contains(group);
    }

    /** Whether the group is a fan-out that is planned anew. */
    boolean isReplanned(UUID group) {
        return whole.contains(group) && fanOuts.contains(group);
    }

    /** Whether a step can begin at once, apart from a place in its group. */
    boolean isReady(Node node) {
        return node.after() == null || !again.contains(node.after());
    }

    /** Whether a group bounds how many of its members run at once. */
    static boolean isWindowed(Counter counter) {
        return counter.atMost() != null && (counter.joined() != Joined.BRANCH);
    }
}
