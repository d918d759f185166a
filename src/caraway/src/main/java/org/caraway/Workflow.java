package org.caraway;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls of tasks that are composed to one whole, as a value. Immutable; the methods return new workflows. A {@link
 * TaskCall} is the smallest one. {@link TaskQueue#enqueue(Workflow)} stores all steps as rows, in the caller's
 * transaction, and returns the handle of the last: its result is the workflow's.
 *
 * <pre>{@code
 * tasks.enqueue(tasks.call(Reports::store, id)             // returns List<Long>
 *         .thenEach(Reports::analyse).atMost(50)           // one task for each element
 *         .join(Reports::summarise, Join.SETTLED)          // List<Outcome<Analysis>>
 *         .onFailure(Reports::alert));                     // once for the workflow
 * }</pre>
 *
 * <p>A step that waits has the state {@link TaskState#WAITING}. What follows a step is released, ended or skipped in
 * the transaction that stores the step's end. If a step fails, is revoked or expires, the steps that need its result
 * end in the same state with the same error, and so does the workflow; members of its group go on.
 *
 * @param <R> the type of the result
 */
@SuppressWarnings("overloads") // as in TaskCalls
public sealed interface Workflow<R extends @Nullable Object> extends WorkflowSteps<R>
        permits TaskCall, Composition, Group, Conditional {

    /** The calls or workflows at the same time; its result is the list of their results, in their order. */
    static <E extends @Nullable Object> Group<E> group(Collection<? extends Workflow<? extends E>> members) {
        List<WorkflowNode> nodes = new ArrayList<>();
        members.forEach(member -> nodes.add(member.composition()));
        return new Group<>(List.of(), new WorkflowNode.Members(nodes, Join.ALL, null));
    }

    /** The calls or workflows at the same time, as {@link #group(Collection)}. */
    @SafeVarargs
    static <E extends @Nullable Object> Group<E> group(Workflow<? extends E>... members) {
        List<WorkflowNode> nodes = new ArrayList<>();
        for (Workflow<? extends E> member : members) {
            nodes.add(member.composition());
        }
        return new Group<>(List.of(), new WorkflowNode.Members(nodes, Join.ALL, null));
    }

    /**
     * The elements in pieces of this size, the last of which may be smaller: for tasks that take a list, where one task
     * for each element would be too small.
     *
     * @param size 1 or more
     * @param call makes the call for one piece
     */
    static <A extends @Nullable Object, E extends @Nullable Object> Group<E> chunks(
            List<A> elements, int size, Function<List<A>, ? extends Workflow<? extends E>> call) {
        if (size < 1) {
            throw new IllegalArgumentException("A chunk has 1 element or more; was " + size);
        }
        int pieces = (elements.size() + size - 1) / size;
        return group(IntStream.range(0, pieces)
                .mapToObj(piece ->
                        new ArrayList<>(elements.subList(piece * size, Math.min(elements.size(), (piece + 1) * size))))
                .map(piece -> call.apply(piece))
                .toList());
    }

    /** One call or workflow for each element, at the same time. */
    static <A extends @Nullable Object, E extends @Nullable Object> Group<E> map(
            Collection<? extends A> elements, Function<? super A, ? extends Workflow<? extends E>> call) {
        List<Workflow<? extends E>> members = new ArrayList<>();
        elements.forEach(element -> members.add(call.apply(element)));
        return group(members);
    }

    /**
     * One task for each element of the list that the workflow returns: {@link #thenEach(TaskMethod.Value1)}, where the
     * compiler checks the type of the elements.
     */
    static <B, E extends @Nullable Object, S extends @Nullable Object> Group<S> each(
            Workflow<? extends Collection<? extends E>> elements, TaskMethod.Value1<B, ? super E, S> method) {
        return elements.thenEach(method);
    }

    /** Two workflows at the same time, whose results are two arguments. */
    static <A extends @Nullable Object, B extends @Nullable Object> Zip.Two<A, B> zip(Workflow<A> a, Workflow<B> b) {
        return new Zip.Two<>(List.of(a, b));
    }

    /** Three workflows at the same time, whose results are three arguments. */
    static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> Zip.Three<A, B, C> zip(
            Workflow<A> a, Workflow<B> b, Workflow<C> c) {
        return new Zip.Three<>(List.of(a, b, c));
    }

    /** Four workflows at the same time, whose results are four arguments. */
    static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Zip.Four<A, B, C, D> zip(Workflow<A> a, Workflow<B> b, Workflow<C> c, Workflow<D> d) {
        return new Zip.Four<>(List.of(a, b, c, d));
    }

    /** Five workflows at the same time, whose results are five arguments. */
    static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Zip.Five<A, B, C, D, E> zip(Workflow<A> a, Workflow<B> b, Workflow<C> c, Workflow<D> d, Workflow<E> e) {
        return new Zip.Five<>(List.of(a, b, c, d, e));
    }

    /** Six workflows at the same time, whose results are six arguments. */
    static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Zip.Six<A, B, C, D, E, F> zip(
                    Workflow<A> a, Workflow<B> b, Workflow<C> c, Workflow<D> d, Workflow<E> e, Workflow<F> f) {
        return new Zip.Six<>(List.of(a, b, c, d, e, f));
    }

    /** The workflow of this composition, for code that makes it from other data. */
    static <R extends @Nullable Object> Workflow<R> of(WorkflowNode composition) {
        return new Composition<>(composition);
    }

    /** Followed by another workflow, which takes nothing from this one. */
    default <S extends @Nullable Object> Workflow<S> then(Workflow<S> next) {
        return new Composition<S>(composition()).followedBy(next.composition());
    }

    /**
     * Followed by a call by name, whose first argument is this result: for tasks that this application does not have.
     *
     * @param call with the arguments after the first; {@link TaskCall#of} makes it
     */
    default <S extends @Nullable Object> Workflow<S> passTo(TaskCall<S> call) {
        return new Composition<S>(composition())
                .followedBy(new WorkflowNode.Step(
                        call.name(), null, call.arguments(), call.options(), WorkflowNode.Input.RESULT));
    }

    /**
     * Followed by a workflow that takes this result in several places. The function gets this result as a workflow, for
     * its steps to follow; it is called once, at once.
     *
     * <pre>{@code
     * order.thenCompose(o -> Workflow.zip(o.then(Prices::of), o.then(Stock::of)).then(Billing::merge))
     * }</pre>
     */
    default <S extends @Nullable Object> Workflow<S> thenCompose(Function<Workflow<R>, ? extends Workflow<S>> next) {
        return new Composition<S>(composition())
                .followedBy(next.apply(new Composition<>(new WorkflowNode.Previous()))
                        .composition());
    }

    /**
     * Followed by one task for each element of this result, which is a list, a set or an array; the tasks are inserted
     * in the transaction that stores it. The method's first parameter takes the element. That its type is the
     * element's is checked when the workflow is enqueued, because Java cannot say it here; {@link #each} can.
     */
    default <B, E extends @Nullable Object, S extends @Nullable Object> Group<S> thenEach(
            TaskMethod.Value1<B, E, S> method) {
        return eachOf(method, List.of());
    }

    /** The same, with a {@code void} method. */
    default <B, E extends @Nullable Object> Group<@Nullable Void> thenEach(TaskMethod.Void1<B, E> method) {
        return eachOf(method, List.of());
    }

    /** The same, with a further argument that is equal for all elements. */
    default <B, E extends @Nullable Object, A2 extends @Nullable Object, S extends @Nullable Object> Group<S> thenEach(
            TaskMethod.Value2<B, E, A2, S> method, A2 a2) {
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(a2);
        return eachOf(method, arguments);
    }

    /** The same, with a {@code void} method and a further argument. */
    default <B, E extends @Nullable Object, A2 extends @Nullable Object> Group<@Nullable Void> thenEach(
            TaskMethod.Void2<B, E, A2> method, A2 a2) {
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(a2);
        return eachOf(method, arguments);
    }

    /**
     * The same, with a workflow for each element; the function gets the element as a workflow, for its steps to follow,
     * and is called once, at once.
     */
    default <E extends @Nullable Object, S extends @Nullable Object> Group<S> thenEachCompose(
            Function<Workflow<E>, ? extends Workflow<S>> element) {
        WorkflowNode template =
                element.apply(new Composition<>(new WorkflowNode.Previous())).composition();
        return new Group<>(List.of(composition()), new WorkflowNode.Each(template, Join.ALL, null));
    }

    private <S extends @Nullable Object> Group<S> eachOf(TaskMethod method, List<@Nullable Object> arguments) {
        return new Group<>(
                List.of(composition()),
                new WorkflowNode.Each(
                        new WorkflowNode.Step(method, arguments, WorkflowNode.Input.RESULT), Join.ALL, null));
    }

    /**
     * Followed by the workflow of the function, if the method returns true for this result. Without {@link
     * Conditional#orElse} the result is null if it does not. Steps that are not taken become {@link
     * TaskState#SKIPPED}.
     */
    default <B, S extends @Nullable Object> Conditional<R, S> thenIf(
            TaskMethod.Value1<B, ? super R, Boolean> condition, Function<Workflow<R>, ? extends Workflow<S>> taken) {
        WorkflowNode.Step asked = new WorkflowNode.Step(condition, List.of(), WorkflowNode.Input.RESULT);
        WorkflowNode branch =
                taken.apply(new Composition<>(new WorkflowNode.Previous())).composition();
        return new Conditional<>(composition(), new WorkflowNode.Branch(asked, branch, null));
    }

    /** The same, with a method that takes this result. */
    default <B, C, S extends @Nullable Object> Conditional<R, S> thenIf(
            TaskMethod.Value1<B, ? super R, Boolean> condition, TaskMethod.Value1<C, ? super R, S> taken) {
        return thenIf(condition, (Workflow<R> result) -> result.then(taken));
    }

    /** Calls the method with the result, once it is there; the result of the workflow stays the same. */
    default <B> Workflow<R> onSuccess(TaskMethod.Void1<B, ? super R> callback) {
        return watched(new WorkflowNode.Step(callback, List.of(), WorkflowNode.Input.RESULT), null);
    }

    /** Enqueues the workflow once this one has succeeded. */
    default Workflow<R> onSuccess(Workflow<?> callback) {
        return watched(callback.composition(), null);
    }

    /** Calls the method once if this workflow fails, was revoked or has expired, however many of its steps have. */
    default <B> Workflow<R> onFailure(TaskMethod.Void1<B, ? super Outcome<R>> callback) {
        return watched(null, new WorkflowNode.Step(callback, List.of(), WorkflowNode.Input.OUTCOME));
    }

    /** Enqueues the workflow once if this one fails, was revoked or has expired. */
    default Workflow<R> onFailure(Workflow<?> callback) {
        return watched(null, callback.composition());
    }

    /**
     * Sends a message to this address once the workflow, or the single call, is over: succeeded, failed, revoked or
     * expired. The message is sent by a task of its own, enqueued in the transaction that ends the workflow, with ten
     * retries within half a day; it has the id, name and state of the task, and a signature. Receivers may get it
     * more than once, with the same {@code webhook-id}. Needs {@code caraway.webhook.allowed-hosts} and {@code
     * caraway.webhook.secret}; see docs/guides/webhooks.md.
     *
     * @param to an https address; enqueueing refuses one whose host is not allowed ({@link TaskVetoedException})
     * @throws IllegalArgumentException if the address has no host, or has user information or a fragment
     */
    default Workflow<R> notify(URI to) {
        if (to.getHost() == null || to.getRawUserInfo() != null || to.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "'" + to + "' is no address for messages: write scheme, host and path, such"
                            + " as https://example.com/hooks, without user and fragment");
        }
        WorkflowNode.Step message = new WorkflowNode.Step(
                "caraway.webhook", null, List.of(to), CallOptions.NONE, WorkflowNode.Input.OUTCOME);
        return watched(message, message);
    }

    private Workflow<R> watched(@Nullable WorkflowNode onSuccess, @Nullable WorkflowNode onFailure) {
        WorkflowNode.Watched before = composition() instanceof WorkflowNode.Watched watched
                ? watched
                : new WorkflowNode.Watched(composition(), List.of(), List.of());
        return new Composition<>(new WorkflowNode.Watched(
                before.node(), added(before.onSuccess(), onSuccess), added(before.onFailure(), onFailure)));
    }

    private static List<WorkflowNode> added(List<WorkflowNode> nodes, @Nullable WorkflowNode more) {
        List<WorkflowNode> all = new ArrayList<>(nodes);
        if (more != null) {
            all.add(more);
        }
        return all;
    }

    /** Gives the workflow, or a single step, a name by which it is found again: 1 to 200 characters. */
    default Workflow<R> named(String name) {
        return new Composition<>(
                new WorkflowNode.Configured(composition(), requireNonNull(name, "name"), CallOptions.NONE, null));
    }

    /**
     * Lets at most this many workflows with this one's name run at once, whatever enqueued them and wherever they run.
     * The others wait in the order in which they were enqueued: all their steps are {@link TaskState#WAITING}, and the
     * next begins about a second after one has finished, callbacks included. A paused workflow keeps its turn. One that
     * runs again waits for a turn once more. Workflows of the name that were enqueued without a limit neither wait nor
     * count.
     *
     * @param limit 1 or more; of workflows with different limits each waits until fewer than its own run
     * @throws IllegalArgumentException if the limit is below 1; when it is enqueued, if the workflow has no name
     */
    default Workflow<R> maxConcurrent(int limit) {
        return new Composition<>(new WorkflowNode.Configured(composition(), null, CallOptions.NONE, limit));
    }

    /**
     * Gives all steps these options, where they have none of their own: labels, headers, the fairness key, the queue,
     * the priority, limits and retention. {@link TaskCall#id} and {@link TaskCall#unique} count for the workflow as a
     * whole. Delays and expiry belong to single steps.
     *
     * @param options changes the options of a call: {@code call -> call.priority(7).label("tenant", "acme")}
     */
    default Workflow<R> with(UnaryOperator<TaskCall<?>> options) {
        CallOptions changed = options.apply(TaskCall.of("options", List.of())).options();
        return new Composition<>(new WorkflowNode.Configured(composition(), null, changed, null));
    }

    /** The id of the last task, as {@link TaskCall#id}: a workflow with it is enqueued once. */
    default Workflow<R> id(UUID id) {
        return with(call -> call.id(id));
    }
}
