package org.caraway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members that run at the same time; the result is the list of their results, in their order. Immutable. Made by {@link
 * Workflow#group} and {@link Workflow#thenEach}.
 *
 * <p>A group without members succeeds with an empty list, as soon as its predecessor has succeeded; with {@link
 * Join#ANY} and {@link Join#atLeast} it fails.
 *
 * @param <E> the type of the members' results
 */
@SuppressWarnings("overloads") // as in TaskCalls
public final class Group<E extends @Nullable Object> implements Workflow<List<E>> {

    private final List<WorkflowNode> before;
    private final WorkflowNode members;

    Group(List<WorkflowNode> before, WorkflowNode members) {
        this.before = before;
        this.members = members;
    }

    @Override
    public WorkflowNode composition() {
        return before.isEmpty() ? members : Composition.sequence(before.get(0), members);
    }

    /**
     * Bounds how many members run at once, in the whole cluster; the others wait for their turn, in their order.
     *
     * @param count 1 or more
     */
    public Group<E> atMost(int count) {
        return new Group<>(before, changed(members, null, count));
    }

    /** The same members, whose result is that of the first that succeeds. */
    public Workflow<E> any() {
        return new Composition<>(new Group<E>(before, changed(members, Join.ANY, null)).composition());
    }

    /** The same members, whose result is the list of their outcomes, once all are finished. */
    public Workflow<List<Outcome<E>>> settled() {
        return new Composition<>(new Group<E>(before, changed(members, Join.SETTLED, null)).composition());
    }

    /** The same members, whose result is the list of the results of the first that succeed. */
    public Workflow<List<E>> atLeast(int needed) {
        return new Composition<>(new Group<E>(before, changed(members, Join.atLeast(needed), null)).composition());
    }

    private static WorkflowNode changed(WorkflowNode members, @Nullable Join join, @Nullable Integer atMost) {
        if (members instanceof WorkflowNode.Each each) {
            return new WorkflowNode.Each(
                    each.element(), join == null ? each.join() : join, atMost == null ? each.atMost() : atMost);
        }
        WorkflowNode.Members group = (WorkflowNode.Members) members;
        return new WorkflowNode.Members(
                new ArrayList<>(group.nodes()),
                join == null ? group.join() : join,
                atMost == null ? group.atMost() : atMost);
    }

    /** Joined by a method that takes the list of results, if all members succeed. */
    public <B, S extends @Nullable Object> Workflow<S> join(TaskMethod.Value1<B, ? super List<E>, S> method) {
        return then(method);
    }

    /** Joined by a {@code void} method that takes the list of results, if all members succeed. */
    public <B> Workflow<@Nullable Void> join(TaskMethod.Void1<B, ? super List<E>> method) {
        return then(method);
    }

    /** As {@link #join(TaskMethod.Value1)}. */
    public <B, S extends @Nullable Object> Workflow<S> join(
            TaskMethod.Value1<B, ? super List<E>, S> method, Join.All all) {
        return then(method);
    }

    /** Joined by a method that takes the first result. */
    public <B, S extends @Nullable Object> Workflow<S> join(TaskMethod.Value1<B, ? super E, S> method, Join.Any any) {
        return any().then(method);
    }

    /** Joined by a method that takes the outcomes of all members. */
    public <B, S extends @Nullable Object> Workflow<S> join(
            TaskMethod.Value1<B, ? super List<Outcome<E>>, S> method, Join.Settled settled) {
        return settled().then(method);
    }

    /** Joined by a method that takes the results of the first members that succeed. */
    public <B, S extends @Nullable Object> Workflow<S> join(
            TaskMethod.Value1<B, ? super List<E>, S> method, Join.AtLeast atLeast) {
        return atLeast(atLeast.needed()).then(method);
    }
}
