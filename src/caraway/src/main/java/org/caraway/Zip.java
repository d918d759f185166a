package org.caraway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Workflows of different types that run at the same time, and whose results are the arguments of the next step.
 * Immutable. Made by {@link Workflow#zip}.
 */
@SuppressWarnings("overloads") // as in TaskCalls
public final class Zip {

    private Zip() {}

    private static <S extends @Nullable Object> Workflow<S> then(List<Workflow<?>> branches, TaskMethod method) {
        List<WorkflowNode> nodes =
                branches.stream().map(WorkflowSteps::composition).toList();
        return new Composition<S>(new WorkflowNode.Members(nodes, Join.ALL, null))
                .followedBy(new WorkflowNode.Step(method, List.of(), WorkflowNode.Input.MEMBERS));
    }

    /** Two workflows. */
    public static final class Two<A extends @Nullable Object, B extends @Nullable Object> {

        private final List<Workflow<?>> branches;

        Two(List<Workflow<?>> branches) {
            this.branches = branches;
        }

        /** Followed by a method that takes the results. */
        public <T, S extends @Nullable Object> Workflow<S> then(TaskMethod.Value2<T, ? super A, ? super B, S> method) {
            return Zip.then(branches, method);
        }

        /** Followed by a {@code void} method that takes the results. */
        public <T> Workflow<@Nullable Void> then(TaskMethod.Void2<T, ? super A, ? super B> method) {
            return Zip.then(branches, method);
        }
    }

    /** Three workflows. */
    public static final class Three<
            A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> {

        private final List<Workflow<?>> branches;

        Three(List<Workflow<?>> branches) {
            this.branches = branches;
        }

        /** Followed by a method that takes the results. */
        public <T, S extends @Nullable Object> Workflow<S> then(
                TaskMethod.Value3<T, ? super A, ? super B, ? super C, S> method) {
            return Zip.then(branches, method);
        }

        /** Followed by a {@code void} method that takes the results. */
        public <T> Workflow<@Nullable Void> then(TaskMethod.Void3<T, ? super A, ? super B, ? super C> method) {
            return Zip.then(branches, method);
        }
    }

    /** Four workflows. */
    public static final class Four<
            A extends @Nullable Object,
            B extends @Nullable Object,
            C extends @Nullable Object,
            D extends @Nullable Object> {

        private final List<Workflow<?>> branches;

        Four(List<Workflow<?>> branches) {
            this.branches = branches;
        }

        /** Followed by a method that takes the results. */
        public <T, S extends @Nullable Object> Workflow<S> then(
                TaskMethod.Value4<T, ? super A, ? super B, ? super C, ? super D, S> method) {
            return Zip.then(branches, method);
        }

        /** Followed by a {@code void} method that takes the results. */
        public <T> Workflow<@Nullable Void> then(
                TaskMethod.Void4<T, ? super A, ? super B, ? super C, ? super D> method) {
            return Zip.then(branches, method);
        }
    }

    /** Five workflows. */
    public static final class Five<
            A extends @Nullable Object,
            B extends @Nullable Object,
            C extends @Nullable Object,
            D extends @Nullable Object,
            E extends @Nullable Object> {

        private final List<Workflow<?>> branches;

        Five(List<Workflow<?>> branches) {
            this.branches = branches;
        }

        /** Followed by a method that takes the results. */
        public <T, S extends @Nullable Object> Workflow<S> then(
                TaskMethod.Value5<T, ? super A, ? super B, ? super C, ? super D, ? super E, S> method) {
            return Zip.then(branches, method);
        }

        /** Followed by a {@code void} method that takes the results. */
        public <T> Workflow<@Nullable Void> then(
                TaskMethod.Void5<T, ? super A, ? super B, ? super C, ? super D, ? super E> method) {
            return Zip.then(branches, method);
        }
    }

    /** Six workflows. */
    public static final class Six<
            A extends @Nullable Object,
            B extends @Nullable Object,
            C extends @Nullable Object,
            D extends @Nullable Object,
            E extends @Nullable Object,
            F extends @Nullable Object> {

        private final List<Workflow<?>> branches;

        Six(List<Workflow<?>> branches) {
            this.branches = branches;
        }

        /** Followed by a method that takes the results. */
        public <T, S extends @Nullable Object> Workflow<S> then(
                TaskMethod.Value6<T, ? super A, ? super B, ? super C, ? super D, ? super E, ? super F, S> method) {
            return Zip.then(branches, method);
        }

        /** Followed by a {@code void} method that takes the results. */
        public <T> Workflow<@Nullable Void> then(
                TaskMethod.Void6<T, ? super A, ? super B, ? super C, ? super D, ? super E, ? super F> method) {
            return Zip.then(branches, method);
        }
    }
}
