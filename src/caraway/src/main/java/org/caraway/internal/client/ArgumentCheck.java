package org.caraway.internal.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.caraway.internal.payload.LostMember;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/** Checks arguments against the parameters of a definition, as the compiler would. Stateless. */
final class ArgumentCheck {

    /** From narrow to wide: each may stand for a later one (Java Language Specification, 5.1.2). */
    private static final Map<Class<?>, Integer> WIDTHS = Map.of(
            Byte.class,
            0,
            Short.class,
            1,
            Character.class,
            1,
            Integer.class,
            2,
            Long.class,
            3,
            Float.class,
            4,
            Double.class,
            5);

    private ArgumentCheck() {}

    /**
     * The arguments with numbers widened to what the parameters are.
     *
     * @throws IllegalArgumentException naming task, parameter, expected and given type
     */
    static List<@Nullable Object> checked(TaskDefinition definition, List<? extends @Nullable Object> arguments) {
        return checked(definition, arguments, 0);
    }

    /**
     * The same, without the first arguments.
     *
     * @param taken how many are missing, because a step of a workflow takes them from others
     */
    static List<@Nullable Object> checked(
            TaskDefinition definition, List<? extends @Nullable Object> arguments, int taken) {
        List<TaskParameter> all = definition.parameters();
        List<TaskParameter> parameters = all.subList(Math.min(taken, all.size()), all.size());
        if (parameters.size() != arguments.size()) {
            throw new IllegalArgumentException("Task '" + definition.name() + "' takes " + parameters.size()
                    + (taken == 0 ? " arguments " : " arguments after those that other steps give, ")
                    + parameters.stream().map(TaskParameter::name).toList() + ", but was given "
                    + arguments.size());
        }
        List<@Nullable Object> checked = new ArrayList<>(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            checked.add(checked(definition, taken + i, arguments.get(i)));
        }
        return checked;
    }

    private static @Nullable Object checked(TaskDefinition definition, int index, @Nullable Object argument) {
        Class<?> expected = definition.parameters().get(index).rawType();
        if (argument == null) {
            if (expected.isPrimitive()) {
                throw new IllegalArgumentException(expectation(definition, index) + " null");
            }
            return null;
        }
        Class<?> boxed = TaskParameter.boxed(expected);
        if (boxed.isInstance(argument)) {
            LostMember.of(argument, boxed).ifPresent(member -> {
                throw new IllegalArgumentException(expectation(definition, index) + " "
                        + argument.getClass().getTypeName() + ", whose '" + member
                        + "' would be lost: arguments are stored by the type of the parameter. Declare the subclass as"
                        + " the parameter's type");
            });
            return argument;
        }
        Object widened = widened(argument, boxed);
        if (widened == null) {
            throw new IllegalArgumentException(
                    expectation(definition, index) + " " + argument.getClass().getTypeName());
        }
        return widened;
    }

    private static String expectation(TaskDefinition definition, int index) {
        TaskParameter parameter = definition.parameters().get(index);
        return "Task '" + definition.name() + "' expects " + parameter.type().getTypeName() + " for parameter "
                + (index + 1) + " (" + parameter.name() + "), but was given";
    }

    private static @Nullable Object widened(Object argument, Class<?> target) {
        Integer from = WIDTHS.get(argument.getClass());
        Integer to = WIDTHS.get(target);
        if (from == null || to == null || from >= to) {
            return null;
        }
        Number number = argument instanceof Character character ? (Number) (int) character : (Number) argument;
        return switch (to) {
            case 1 -> target == Short.class ? (Object) number.shortValue() : null;
            case 2 -> number.intValue();
            case 3 -> number.longValue();
            case 4 -> number.floatValue();
            default -> number.doubleValue();
        };
    }
}
