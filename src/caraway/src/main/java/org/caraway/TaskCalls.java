package org.caraway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates calls of task methods from method references, so that a wrong argument does not compile: {@code
 * call(Reports::render, 42L)}. There is a pair of methods for each number of arguments from zero to six: one for
 * methods that return a value, one for {@code void} methods.
 */
@SuppressWarnings(
        "overloads") // an exact method reference either returns a value or does not: javac picks without doubt
public interface TaskCalls {

    /**
     * A call of the task with this name. If the name is registered in this application, number and types of the
     * arguments are checked immediately; other names are allowed, because another worker may have the definition.
     *
     * @throws IllegalArgumentException naming the task, the argument and what is expected
     */
    <R extends @Nullable Object> TaskCall<R> call(String name, @Nullable Object... arguments);

    /**
     * A call from outside of the application, of a task that allows this by {@link Task#remote()}, with the arguments
     * as JSON: an array by position, or an object by parameter name.
     *
     * @return absent if this application has no such task, or the task does not allow it
     * @throws InvalidArgumentsException with all arguments that do not match the parameters
     */
    <R extends @Nullable Object> Optional<TaskCall<R>> remoteCall(String name, String arguments);

    /**
     * Whether this application names the queue in its code or configuration, or a living worker serves it. Which queues
     * workers serve is read from the database, at most once a second.
     *
     * @throws IllegalArgumentException if it is no name of a queue
     * @throws QueueUnavailableException if the database does not answer
     */
    boolean isKnownQueue(String queue);

    /**
     * The schemas of arguments and results of all tasks of this application, by name, including those that are not
     * {@link Task#remote remote}. Does not use the database.
     */
    List<TaskSchema> schemas();

    /**
     * A call of the task that this method reference names; the typed methods below use it.
     *
     * @throws IllegalArgumentException if it is not a plain reference to a registered task method; the message says
     *     what to write
     */
    <R extends @Nullable Object> TaskCall<R> callOf(TaskMethod method, List<? extends @Nullable Object> arguments);

    /** A call of a method with no argument that returns a value. */
    default <B, R extends @Nullable Object> TaskCall<R> call(TaskMethod.Value0<B, R> method) {
        return callOf(method, List.of());
    }

    /** A call of a {@code void} method with no argument. */
    default <B> TaskCall<@Nullable Void> call(TaskMethod.Void0<B> method) {
        return callOf(method, List.of());
    }

    /** A call of a method with one argument that returns a value. */
    default <B, A1 extends @Nullable Object, R extends @Nullable Object> TaskCall<R> call(
            TaskMethod.Value1<B, A1, R> method, A1 a1) {
        return callOf(method, listOf(a1));
    }

    /** A call of a {@code void} method with one argument. */
    default <B, A1 extends @Nullable Object> TaskCall<@Nullable Void> call(TaskMethod.Void1<B, A1> method, A1 a1) {
        return callOf(method, listOf(a1));
    }

    /** A call of a method with two arguments that returns a value. */
    default <B, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object> TaskCall<R> call(
            TaskMethod.Value2<B, A1, A2, R> method, A1 a1, A2 a2) {
        return callOf(method, listOf(a1, a2));
    }

    /** A call of a {@code void} method with two arguments. */
    default <B, A1 extends @Nullable Object, A2 extends @Nullable Object> TaskCall<@Nullable Void> call(
            TaskMethod.Void2<B, A1, A2> method, A1 a1, A2 a2) {
        return callOf(method, listOf(a1, a2));
    }

    /** A call of a method with three arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskCall<R> call(TaskMethod.Value3<B, A1, A2, A3, R> method, A1 a1, A2 a2, A3 a3) {
        return callOf(method, listOf(a1, a2, a3));
    }

    /** A call of a {@code void} method with three arguments. */
    default <B, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
            TaskCall<@Nullable Void> call(TaskMethod.Void3<B, A1, A2, A3> method, A1 a1, A2 a2, A3 a3) {
        return callOf(method, listOf(a1, a2, a3));
    }

    /** A call of a method with four arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskCall<R> call(TaskMethod.Value4<B, A1, A2, A3, A4, R> method, A1 a1, A2 a2, A3 a3, A4 a4) {
        return callOf(method, listOf(a1, a2, a3, a4));
    }

    /** A call of a {@code void} method with four arguments. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object>
            TaskCall<@Nullable Void> call(TaskMethod.Void4<B, A1, A2, A3, A4> method, A1 a1, A2 a2, A3 a3, A4 a4) {
        return callOf(method, listOf(a1, a2, a3, a4));
    }

    /** A call of a method with five arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskCall<R> call(TaskMethod.Value5<B, A1, A2, A3, A4, A5, R> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        return callOf(method, listOf(a1, a2, a3, a4, a5));
    }

    /** A call of a {@code void} method with five arguments. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object>
            TaskCall<@Nullable Void> call(
                    TaskMethod.Void5<B, A1, A2, A3, A4, A5> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5) {
        return callOf(method, listOf(a1, a2, a3, a4, a5));
    }

    /** A call of a method with six arguments that returns a value. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object,
                    R extends @Nullable Object>
            TaskCall<R> call(
                    TaskMethod.Value6<B, A1, A2, A3, A4, A5, A6, R> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        return callOf(method, listOf(a1, a2, a3, a4, a5, a6));
    }

    /** A call of a {@code void} method with six arguments. */
    default <
                    B,
                    A1 extends @Nullable Object,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object>
            TaskCall<@Nullable Void> call(
                    TaskMethod.Void6<B, A1, A2, A3, A4, A5, A6> method, A1 a1, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        return callOf(method, listOf(a1, a2, a3, a4, a5, a6));
    }

    private static List<@Nullable Object> listOf(@Nullable Object... arguments) {
        return new ArrayList<>(Arrays.asList(arguments));
    }
}
