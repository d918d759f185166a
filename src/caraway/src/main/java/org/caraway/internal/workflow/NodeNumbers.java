package org.caraway.internal.workflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.caraway.WorkflowNode;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the rows of a workflow by their places in the composition: members of a group that are composed in the same
 * way, of the same tasks, get the same numbers, so that ten thousand of them are shown as one. Confined to one
 * planning.
 */
final class NodeNumbers {

    private final Function<WorkflowNode.Step, String> names;
    private int next;

    /** With the names of steps. */
    NodeNumbers(Function<WorkflowNode.Step, String> names) {
        this.names = names;
    }

    /** Numbers from here. */
    void beginAt(int first) {
        next = first;
    }

    /** The number of one more row. */
    int next() {
        return next++;
    }

    /** Numbers for the members of one group. */
    Members members() {
        return new Members(next);
    }

    /** The numbers of the members of one group. */
    final class Members {

        private final Map<Object, Integer> firsts = new HashMap<>();
        private int end;

        private Members(int first) {
            end = first;
        }

        /** A member begins: with the numbers of one that is composed in the same way, or with new ones. */
        void begin(WorkflowNode member) {
            Integer known = firsts.putIfAbsent(shape(member), end);
            next = known == null ? end : known;
        }

        /** The member has all its numbers. */
        void end() {
            end = Math.max(end, next);
            next = end;
        }
    }

    private Object shape(@Nullable WorkflowNode node) {
        if (node instanceof WorkflowNode.Step step) {
            return List.of(names.apply(step), step.input());
        }
        if (node instanceof WorkflowNode.Sequence sequence) {
            return List.of("sequence", shapes(sequence.nodes()));
        }
        if (node instanceof WorkflowNode.Members members) {
            return List.of("members", shapes(members.nodes()), members.join().toString());
        }
        if (node instanceof WorkflowNode.Each each) {
            return List.of("each", shape(each.element()), each.join().toString());
        }
        if (node instanceof WorkflowNode.Branch branch) {
            return List.of("branch", shape(branch.condition()), shape(branch.taken()), shape(branch.otherwise()));
        }
        if (node instanceof WorkflowNode.Watched watched) {
            return List.of("watched", shape(watched.node()), shapes(watched.onSuccess()), shapes(watched.onFailure()));
        }
        if (node instanceof WorkflowNode.Configured configured) {
            return List.of("named", String.valueOf(configured.name()), shape(configured.node()));
        }
        return "previous";
    }

    private List<Object> shapes(List<WorkflowNode> nodes) {
        List<Object> shapes = new ArrayList<>();
        nodes.forEach(node -> shapes.add(shape(node)));
        return shapes;
    }
}
