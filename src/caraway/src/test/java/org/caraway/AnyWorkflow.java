package org.caraway;

import org.jspecify.annotations.Nullable;

/** Workflows of nodes that a test has put together. Stateless. */
public final class AnyWorkflow {

    private AnyWorkflow() {}

    /** The workflow of this composition. */
    public static Workflow<@Nullable Object> of(WorkflowNode node) {
        return new Composition<>(node);
    }
}
