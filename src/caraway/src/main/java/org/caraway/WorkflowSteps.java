package org.caraway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps that follow a {@link Workflow} and take its result: a method whose first parameter takes the result, and
 * further arguments. A step runs once its predecessor has succeeded; if that fails, the step ends in the same way.
 *
 * @param <R> the type of the result
 */
@SuppressWarnings("overloads") // as in TaskCalls
public sealed interface WorkflowSteps<R extends @Nullable Object> permits Workflow {

    /** The composition as data. */
    WorkflowNode composition();

    /** Followed by a method that returns a value, with no further argument. */
    default <B, S extends @Nullable Object> Workflow<S> then(TaskMethod.Value1<B, ? super R, S> method) {
        return following(method, listOf());
    }

    /** Followed by a {@code void} method, with no further argument. */
    default <B> Workflow<@Nullable Void> then(TaskMethod.Void1<B, ? super R> method) {
        return following(method, listOf());
    }

    /** Followed by a method that returns a value, with one further argument. */
    default <B, A2 extends @Nullable Object, S extends @Nullable Object> Workflow<S> then(
            TaskMethod.Value2<B, ? super R, A2, S> method, A2 a2) {
        return following(method, listOf(a2));
    }

    /** Followed by a {@code void} method, with one further argument. */
    default <B, A2 extends @Nullable Object> Workflow<@Nullable Void> then(
            TaskMethod.Void2<B, ? super R, A2> method, A2 a2) {
        return following(method, listOf(a2));
    }

    /** Followed by a method that returns a value, with two further arguments. */
    default <B, A2 extends @Nullable Object, A3 extends @Nullable Object, S extends @Nullable Object> Workflow<S> then(
            TaskMethod.Value3<B, ? super R, A2, A3, S> method, A2 a2, A3 a3) {
        return following(method, listOf(a2, a3));
    }

    /** Followed by a {@code void} method, with two further arguments. */
    default <B, A2 extends @Nullable Object, A3 extends @Nullable Object> Workflow<@Nullable Void> then(
            TaskMethod.Void3<B, ? super R, A2, A3> method, A2 a2, A3 a3) {
        return following(method, listOf(a2, a3));
    }

    /** Followed by a method that returns a value, with three further arguments. */
    default <
                    B,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    S extends @Nullable Object>
            Workflow<S> then(TaskMethod.Value4<B, ? super R, A2, A3, A4, S> method, A2 a2, A3 a3, A4 a4) {
        return following(method, listOf(a2, a3, a4));
    }

    /** Followed by a {@code void} method, with three further arguments. */
    default <B, A2 extends @Nullable Object, A3 extends @Nullable Object, A4 extends @Nullable Object>
            Workflow<@Nullable Void> then(TaskMethod.Void4<B, ? super R, A2, A3, A4> method, A2 a2, A3 a3, A4 a4) {
        return following(method, listOf(a2, a3, a4));
    }

    /** Followed by a method that returns a value, with four further arguments. */
    default <
                    B,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    S extends @Nullable Object>
            Workflow<S> then(TaskMethod.Value5<B, ? super R, A2, A3, A4, A5, S> method, A2 a2, A3 a3, A4 a4, A5 a5) {
        return following(method, listOf(a2, a3, a4, a5));
    }

    /** Followed by a {@code void} method, with four further arguments. */
    default <
                    B,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object>
            Workflow<@Nullable Void> then(
                    TaskMethod.Void5<B, ? super R, A2, A3, A4, A5> method, A2 a2, A3 a3, A4 a4, A5 a5) {
        return following(method, listOf(a2, a3, a4, a5));
    }

    /** Followed by a method that returns a value, with five further arguments. */
    default <
                    B,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object,
                    S extends @Nullable Object>
            Workflow<S> then(
                    TaskMethod.Value6<B, ? super R, A2, A3, A4, A5, A6, S> method, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        return following(method, listOf(a2, a3, a4, a5, a6));
    }

    /** Followed by a {@code void} method, with five further arguments. */
    default <
                    B,
                    A2 extends @Nullable Object,
                    A3 extends @Nullable Object,
                    A4 extends @Nullable Object,
                    A5 extends @Nullable Object,
                    A6 extends @Nullable Object>
            Workflow<@Nullable Void> then(
                    TaskMethod.Void6<B, ? super R, A2, A3, A4, A5, A6> method, A2 a2, A3 a3, A4 a4, A5 a5, A6 a6) {
        return following(method, listOf(a2, a3, a4, a5, a6));
    }

    private <S extends @Nullable Object> Workflow<S> following(TaskMethod method, List<@Nullable Object> arguments) {
        return new Composition<S>(composition())
                .followedBy(new WorkflowNode.Step(method, arguments, WorkflowNode.Input.RESULT));
    }

    private static List<@Nullable Object> listOf(@Nullable Object... arguments) {
        return new ArrayList<>(Arrays.asList(arguments));
    }
}
