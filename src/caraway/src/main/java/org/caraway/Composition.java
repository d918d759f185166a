package org.caraway;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A workflow of several nodes. Immutable. */
record Composition<R extends @Nullable Object>(WorkflowNode composition) implements Workflow<R> {

    Composition {
        requireNonNull(composition, "composition");
    }

    /** With one more node at its end, whose result is another. */
    <S extends @Nullable Object> Composition<S> followedBy(WorkflowNode next) {
        return new Composition<>(sequence(composition, next));
    }

    /** One node after the other; a sequence does not nest in its own beginning. */
    static WorkflowNode sequence(WorkflowNode first, WorkflowNode next) {
        List<WorkflowNode> nodes = new ArrayList<>();
        if (first instanceof WorkflowNode.Sequence sequence) {
            nodes.addAll(sequence.nodes());
        } else {
            nodes.add(first);
        }
        nodes.add(next);
        return new WorkflowNode.Sequence(nodes);
    }
}
