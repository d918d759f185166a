package org.caraway.internal.workflow;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.caraway.Outcome;
import org.caraway.WorkflowNode;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;

/**
 * What comes before a node. Immutable.
 *
 * @param after what releases the node, null for nothing
 * @param input whose result it can take, null for none
 * @param type the type of the result, null if it is unknown
 * @param members the types of the results of a group's members
 * @param name what it is called in messages
 */
record Source(
        StepPlace.@Nullable After after,
        StepPlace.@Nullable Input input,
        @Nullable Type type,
        List<@Nullable Type> members,
        String name) {

    /** Nothing comes before. */
    static final Source NONE = new Source(null, null, null, List.of(), "nothing");

    /** The same input, but released by another end. */
    Source released(StepPlace.After by) {
        return new Source(by, input, type, members, name);
    }

    /** The types of what the step takes from here. */
    List<@Nullable Type> taken(WorkflowNode.Step step, String stepName) {
        if (step.input() != WorkflowNode.Input.NONE && input == null) {
            throw new IllegalArgumentException("Step '" + stepName
                    + "' takes the result of the step before it, but nothing comes before; begin with a call that has"
                    + " all its arguments");
        }
        List<@Nullable Type> taken = new ArrayList<>();
        switch (step.input()) {
            case NONE -> {}
            case RESULT -> taken.add(type);
            case OUTCOME -> taken.add(Outcome.class);
            case MEMBERS -> taken.addAll(members);
        }
        return taken;
    }

    /** Where the step takes it from. */
    StepPlace.@Nullable Input input(WorkflowNode.Step step) {
        StepPlace.Input from = input;
        if (from == null) {
            return null;
        }
        return switch (step.input()) {
            case NONE -> null;
            case RESULT -> from;
            case OUTCOME -> new StepPlace.Input(from.id(), StepPlace.Mode.OUTCOME);
            case MEMBERS -> new StepPlace.Input(from.id(), StepPlace.Mode.SPREAD);
        };
    }

    /**
     * Checks the parameters of a step that takes results of these types.
     *
     * @throws IllegalArgumentException naming the step, the parameter and both types
     */
    void check(TaskDefinition step, List<@Nullable Type> taken) {
        List<TaskParameter> parameters = step.parameters();
        if (taken.size() > parameters.size()) {
            throw new IllegalArgumentException("Step '" + step.name() + "' takes " + taken.size() + " results, but has "
                    + parameters.size() + " parameters");
        }
        for (int i = 0; i < taken.size(); i++) {
            TaskParameter parameter = parameters.get(i);
            Type given = taken.get(i);
            if (given != null && !TypeFit.fits(parameter.type(), given)) {
                throw new IllegalArgumentException("Step '" + step.name() + "' takes "
                        + parameter.type().getTypeName() + " as its parameter " + (i + 1) + " (" + parameter.name()
                        + "), but " + name + " gives " + given.getTypeName());
            }
        }
    }
}
