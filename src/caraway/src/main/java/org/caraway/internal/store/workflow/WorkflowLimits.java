package org.caraway.internal.store.workflow;

import java.util.function.UnaryOperator;

/**
 * What the store has to know of the application's workflows. Immutable.
 *
 * @param plainResult decodes a stored result to its JSON
 * @param maxNodes how many steps and groups a workflow may have
 */
public record WorkflowLimits(UnaryOperator<String> plainResult, int maxNodes) {

    /** The default for the number of steps and groups. */
    public static final int MAX_NODES = 100_000;

    /** For results that are plain JSON, with the default limit. */
    public static final WorkflowLimits DEFAULT = new WorkflowLimits(UnaryOperator.identity(), MAX_NODES);
}
