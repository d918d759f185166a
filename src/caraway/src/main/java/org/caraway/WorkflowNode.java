package org.caraway;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The composition of a {@link Workflow} as data, for code that reads it; applications compose with {@link Workflow}.
 * Immutable.
 */
public sealed interface WorkflowNode {

    /** What a step takes from its predecessor. */
    enum Input {
        /** Nothing: its call has all arguments. */
        NONE,
        /** The result, as the first argument. */
        RESULT,
        /** The results of a group's members, as one argument each. */
        MEMBERS,
        /** The {@link Outcome}, as the first argument. */
        OUTCOME
    }

    /**
     * One task.
     *
     * @param task the name of its definition, null if a method is given
     * @param method its method, null if a name is given
     * @param arguments the arguments after those that it takes from its predecessor
     * @param options the options of its call
     * @param input what it takes from its predecessor
     */
    record Step(
            @Nullable String task,
            @Nullable TaskMethod method,
            List<@Nullable Object> arguments,
            CallOptions options,
            Input input)
            implements WorkflowNode {

        /** Copies the arguments. */
        public Step {
            requireNonNull(options, "options");
            requireNonNull(input, "input");
            if ((task == null) == (method == null)) {
                throw new IllegalArgumentException("A step has a name or a method");
            }
            arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
        }

        Step(TaskMethod method, List<@Nullable Object> arguments, Input input) {
            this(null, requireNonNull(method, "method"), arguments, CallOptions.NONE, input);
        }
    }

    /** The result of the node before the innermost function to which {@link Workflow} has handed it. */
    record Previous() implements WorkflowNode {}

    /** Nodes of which each follows the one before; at least one. */
    record Sequence(List<WorkflowNode> nodes) implements WorkflowNode {

        /** Copies the list. */
        public Sequence {
            nodes = List.copyOf(nodes);
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("A sequence has at least one step");
            }
        }
    }

    /**
     * Nodes that run at the same time.
     *
     * @param atMost how many at most, null for no bound
     */
    record Members(
            List<WorkflowNode> nodes, Join join, @Nullable Integer atMost) implements WorkflowNode {

        /** Copies the list. */
        public Members {
            requireNonNull(join, "join");
            nodes = List.copyOf(nodes);
            checkAtMost(atMost);
        }
    }

    /**
     * One node for each element of the list that the node before returns; they run at the same time.
     *
     * @param element what runs; {@link Previous} in it is the element
     * @param atMost how many at most, null for no bound
     */
    record Each(WorkflowNode element, Join join, @Nullable Integer atMost) implements WorkflowNode {

        /** Checks the bound. */
        public Each {
            requireNonNull(element, "element");
            requireNonNull(join, "join");
            checkAtMost(atMost);
        }
    }

    /**
     * One node or the other, or none; {@link Previous} in them is the result of the node before.
     *
     * @param condition a step that returns true or false
     * @param taken what follows if it returns true
     * @param otherwise what follows if it does not, null for nothing
     */
    record Branch(
            Step condition, WorkflowNode taken, @Nullable WorkflowNode otherwise) implements WorkflowNode {}

    /**
     * A node with callbacks, which are no part of its result.
     *
     * @param onSuccess run if it has succeeded
     * @param onFailure run if it has failed, was revoked or has expired
     */
    record Watched(WorkflowNode node, List<WorkflowNode> onSuccess, List<WorkflowNode> onFailure)
            implements WorkflowNode {

        /** Copies the lists. */
        public Watched {
            requireNonNull(node, "node");
            onSuccess = List.copyOf(onSuccess);
            onFailure = List.copyOf(onFailure);
        }
    }

    /**
     * A node with a name, or with options for all its steps that have none of their own.
     *
     * @param name the name, null for none
     * @param maxConcurrent how many workflows of the name run at once, null for no limit; only for a whole workflow
     */
    record Configured(
            WorkflowNode node,
            @Nullable String name,
            CallOptions options,
            @Nullable Integer maxConcurrent) implements WorkflowNode {

        /** Checks name and limit. */
        public Configured {
            requireNonNull(node, "node");
            requireNonNull(options, "options");
            if (name != null) {
                CallOptions.checkText("step name", name, 200);
            }
            if (maxConcurrent != null && maxConcurrent < 1) {
                throw new IllegalArgumentException(
                        "At least 1 workflow of a name runs at once; maxConcurrent was " + maxConcurrent);
            }
        }
    }

    private static void checkAtMost(@Nullable Integer atMost) {
        if (atMost != null && atMost < 1) {
            throw new IllegalArgumentException("At least 1 member runs at once; was " + atMost);
        }
    }
}
