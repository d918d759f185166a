package org.caraway;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A workflow that depends on a condition. Immutable. Made by {@link Workflow#thenIf}.
 *
 * @param <R> the type of the result before the condition
 * @param <S> the type of the result
 */
public final class Conditional<R extends @Nullable Object, S extends @Nullable Object> implements Workflow<S> {

    private final WorkflowNode before;
    private final WorkflowNode.Branch branch;

    Conditional(WorkflowNode before, WorkflowNode.Branch branch) {
        this.before = before;
        this.branch = branch;
    }

    @Override
    public WorkflowNode composition() {
        return Composition.sequence(before, branch);
    }

    /** What follows if the condition is not true; the function gets the result before the condition. */
    public Workflow<S> orElse(Function<Workflow<R>, ? extends Workflow<? extends S>> otherwise) {
        WorkflowNode other =
                otherwise.apply(new Composition<>(new WorkflowNode.Previous())).composition();
        return new Composition<>(
                Composition.sequence(before, new WorkflowNode.Branch(branch.condition(), branch.taken(), other)));
    }

    /** The same, with a method that takes the result before the condition. */
    public <B> Workflow<S> orElse(TaskMethod.Value1<B, ? super R, ? extends S> otherwise) {
        return orElse((Workflow<R> result) -> result.then(otherwise));
    }
}
