package org.caraway.internal.store.workflow;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.caraway.internal.payload.StepArguments;

/**
 * What the store has to know of the application's workflows. Immutable.
 *
 * @param plainResult decodes a stored result to its JSON
 * @param withElement puts an element of a fan-out, as JSON, before the other arguments of a step, as they are stored
 * @param maxNodes how many steps and groups a workflow may have
 */
public record WorkflowLimits(UnaryOperator<String> plainResult, BinaryOperator<String> withElement, int maxNodes) {

    /** The default for the number of steps and groups. */
    public static final int MAX_NODES = 100_000;

    /** For results that are plain JSON, with the default limit. */
    public static final WorkflowLimits DEFAULT = new WorkflowLimits(
            UnaryOperator.identity(),
            (element, others) -> StepArguments.prepended(List.of(element), others),
            MAX_NODES);
}
