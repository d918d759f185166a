package org.caraway.internal.workflow;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.Join;
import org.caraway.TaskCall;
import org.caraway.WorkflowNode;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.caraway.internal.store.workflow.PlanTemplate;
import org.jspecify.annotations.Nullable;

/**
 * The planning of one workflow, by a recursion over its composition. Confined to one thread.
 *
 * <p>Each node has an exit: the row, of a step or of a group, whose result is the node's. What follows the node waits
 * for its exit and takes the exit's result.
 */
final class Planning {

    private static final int DEEPEST = 100;

    private final UUID workflow;
    private final StepTasks stepTasks;
    private final Supplier<UUID> ids;
    private final WorkflowPlanner.Whole whole;
    private final Set<String> names = new HashSet<>();
    private final NodeNumbers numbers;
    private final PlanTemplate templates = new PlanTemplate();
    private List<NewTask> tasks = new ArrayList<>();
    private List<NewGroup> groups = new ArrayList<>();
    private int depth;
    private UUID root;

    Planning(UUID workflow, StepTasks stepTasks, Supplier<UUID> ids, WorkflowPlanner.Whole whole) {
        this.workflow = workflow;
        root = workflow;
        this.stepTasks = stepTasks;
        this.ids = ids;
        this.whole = whole;
        numbers = new NodeNumbers(this::nameOf);
    }

    /** Numbers the rows of a part from here, so that they are not taken for those of the rest. */
    Planning numberedFrom(int first) {
        numbers.beginAt(first);
        return this;
    }

    WorkflowPlanner.Planned plan(WorkflowNode node, Exit exit) {
        root = exit.id();
        Source planned = plan(node, Source.NONE, exit, CallOptions.NONE);
        return new WorkflowPlanner.Planned(
                new WorkflowPlan(root, whole.name(), whole.maxConcurrent(), tasks, groups), planned.type());
    }

    /** What follows a node. */
    private Source plan(WorkflowNode node, Source source, Exit exit, CallOptions options) {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "The workflow is nested more than " + DEEPEST + " deep; name a task for a part of it");
        }
        Source planned = planned(node, source, exit, options);
        depth--;
        return planned;
    }

    private Source planned(WorkflowNode node, Source source, Exit exit, CallOptions options) {
        if (node instanceof WorkflowNode.Step step) {
            return step(step, source, exit, options);
        }
        if (node instanceof WorkflowNode.Sequence sequence) {
            return sequence(sequence.nodes(), source, exit, options);
        }
        if (node instanceof WorkflowNode.Members members) {
            return members(members, source, exit, options);
        }
        if (node instanceof WorkflowNode.Each each) {
            return each(each, source, exit, options);
        }
        if (node instanceof WorkflowNode.Branch branch) {
            return branch(branch, source, exit, options);
        }
        if (node instanceof WorkflowNode.Watched watched) {
            return watched(watched, source, exit, options);
        }
        if (node instanceof WorkflowNode.Configured configured) {
            checkName(configured.name(), exit);
            return plan(
                    configured.node(),
                    source,
                    exit.named(configured.name()),
                    OptionDefaults.under(options, wholeOnly(configured, exit)));
        }
        throw new IllegalArgumentException("The result of " + source.name()
                + " is handed on, but no step takes it; add one with then, or leave the function out");
    }

    private void checkName(@Nullable String name, Exit exit) {
        if (name != null && !exit.id().equals(root) && !names.add(name)) {
            throw new IllegalArgumentException(
                    "Two steps of the workflow are named '" + name + "'; give each a name of its own");
        }
    }

    /** Without what counts for the workflow as a whole. */
    private CallOptions wholeOnly(WorkflowNode.Configured configured, Exit exit) {
        CallOptions options = configured.options();
        if (!options.timing().equals(CallTiming.NOW)) {
            throw new IllegalArgumentException(
                    "A delay, start or expiry was given to several steps at once; give it to single calls");
        }
        boolean ofWhole = options.id() != null || options.unique() != null || configured.maxConcurrent() != null;
        if (ofWhole && !exit.id().equals(root)) {
            throw WorkflowPlanner.Whole.ofAPart();
        }
        return new CallOptions(
                null,
                options.timing(),
                options.queue(),
                options.priority(),
                options.inheritPriority(),
                options.key(),
                null,
                options.overrides(),
                options.headers(),
                options.labels(),
                options.withoutContext());
    }

    private Source sequence(List<WorkflowNode> nodes, Source source, Exit exit, CallOptions options) {
        Source next = source;
        for (int i = 0; i < nodes.size(); i++) {
            boolean last = i == nodes.size() - 1;
            if (nodes.get(i) instanceof WorkflowNode.Previous && !last) {
                if (i > 0 || next.input() == null) {
                    throw new IllegalArgumentException("A step takes the result of the step before a function of"
                            + " thenCompose, thenEach or thenIf, but stands outside of it");
                }
                continue;
            }
            next = plan(nodes.get(i), next, last ? exit : new Exit(ids.get(), null, null, null, false), options);
        }
        return next;
    }

    private Source step(WorkflowNode.Step step, Source source, Exit exit, CallOptions options) {
        Optional<TaskDefinition> definition = stepTasks.definition(step);
        String name = nameOf(step);
        if (step.options().id() != null || step.options().unique() != null) {
            throw new IllegalArgumentException("Step '" + name + "' has an id or a unique key of its own; only the"
                    + " workflow as a whole can have one: remove it, or use Workflow.id and Workflow.with");
        }
        List<@Nullable Type> taken = source.taken(step, name);
        definition.ifPresent(found -> source.check(found, taken));
        CallOptions merged = OptionDefaults.under(options, step.options());
        CallOptions own = whole(merged, exit);
        TaskCall<?> call = new TaskCall<>(name, step.arguments(), exit.last() ? own : OptionDefaults.storing(own));
        StepPlace.Input input = source.input(step);
        add(stepTasks.task(exit.id(), call, taken.size()), exit, source, input, source.after() != null);
        return after(exit, definition.map(TaskDefinition::resultType).orElse(null), List.of(), name);
    }

    private String nameOf(WorkflowNode.Step step) {
        return stepTasks.definition(step).map(TaskDefinition::name).orElseGet(() -> String.valueOf(step.task()));
    }

    private CallOptions whole(CallOptions options, Exit exit) {
        return exit.id().equals(root)
                ? new CallOptions(
                        whole.id(),
                        options.timing(),
                        options.queue(),
                        options.priority(),
                        options.inheritPriority(),
                        options.key(),
                        whole.unique(),
                        options.overrides(),
                        options.headers(),
                        options.labels(),
                        options.withoutContext())
                : options;
    }

    private Source members(WorkflowNode.Members members, Source source, Exit exit, CallOptions options) {
        int size = members.nodes().size();
        if (size > 0 && size < members.join().needed()) {
            throw new IllegalArgumentException("A group has " + size + " members, but "
                    + members.join().needed() + " of them have to succeed; give it more members, or atLeast("
                    + size + ") or less");
        }
        List<@Nullable Type> types = new ArrayList<>();
        Integer atMost = members.atMost();
        NodeNumbers.Members numbered = numbers.members();
        for (int index = 0; index < members.nodes().size(); index++) {
            numbered.begin(members.nodes().get(index));
            boolean waits = atMost != null && index >= atMost;
            Source own = waits ? source.released(new StepPlace.After(exit.id(), StepPlace.When.SLOT, index)) : source;
            types.add(plan(members.nodes().get(index), own, new Exit(ids.get(), exit.id(), index, null, false), options)
                    .type());
            numbered.end();
        }
        group(
                new NewGroup(
                        exit.id(),
                        joined(members.join()),
                        members.join().needed(),
                        members.nodes().size(),
                        atMost,
                        null),
                source,
                null,
                exit,
                options);
        Type type = types.isEmpty() ? TypeFit.EMPTY_LIST : typeOf(members.join(), TypeFit.common(types));
        return after(exit, type, types, "the group before it");
    }

    private static NewGroup.Joined joined(Join join) {
        if (join instanceof Join.Any) {
            return NewGroup.Joined.ANY;
        }
        if (join instanceof Join.Settled) {
            return NewGroup.Joined.SETTLED;
        }
        return join instanceof Join.AtLeast ? NewGroup.Joined.AT_LEAST : NewGroup.Joined.ALL;
    }

    private static @Nullable Type typeOf(Join join, @Nullable Type member) {
        if (join instanceof Join.Any) {
            return member;
        }
        return TypeFit.listOf(join instanceof Join.Settled ? TypeFit.outcomeOf(member) : member);
    }

    private Source each(WorkflowNode.Each each, Source source, Exit exit, CallOptions options) {
        if (source.input() == null) {
            throw new IllegalArgumentException("thenEach needs a step before it, whose result is a list");
        }
        if (!TypeFit.mayBeList(source.type())) {
            throw new IllegalArgumentException("thenEach needs a list, but " + source.name() + " gives "
                    + String.valueOf(source.type()) + "; return a List, a Set or an array");
        }
        List<NewTask> outerTasks = tasks;
        List<NewGroup> outerGroups = groups;
        tasks = new ArrayList<>();
        groups = new ArrayList<>();
        UUID element = ids.get();
        Source ofElement = new Source(
                null,
                new StepPlace.Input(element, StepPlace.Mode.ELEMENT),
                TypeFit.elementOf(source.type()),
                List.of(),
                "an element of the list of " + source.name());
        Type type = plan(each.element(), ofElement, new Exit(element, exit.id(), 0, null, false), options)
                .type();
        String template = templates.write(new WorkflowPlan(element, null, null, tasks, groups));
        tasks = outerTasks;
        groups = outerGroups;
        NewGroup group =
                new NewGroup(exit.id(), joined(each.join()), each.join().needed(), 0, each.atMost(), template);
        group(group, source, source.input(), exit, options);
        return after(exit, typeOf(each.join(), type), List.of(), "the fan-out before it");
    }

    private Source branch(WorkflowNode.Branch branch, Source source, Exit exit, CallOptions options) {
        UUID asked = ids.get();
        step(branch.condition(), source, new Exit(asked, null, null, null, false), options);
        List<WorkflowNode> branches = new ArrayList<>(List.of(branch.taken()));
        WorkflowNode otherwise = branch.otherwise();
        if (otherwise != null) {
            branches.add(otherwise);
        }
        List<@Nullable Type> types = new ArrayList<>();
        for (int index = 0; index < branches.size(); index++) {
            StepPlace.When when = index == 0 ? StepPlace.When.TRUE : StepPlace.When.FALSE;
            types.add(plan(
                            branches.get(index),
                            source.released(new StepPlace.After(asked, when)),
                            new Exit(ids.get(), exit.id(), index, null, false),
                            options)
                    .type());
        }
        NewGroup group = new NewGroup(exit.id(), NewGroup.Joined.BRANCH, 0, branches.size(), null, null);
        group(group, source.released(new StepPlace.After(asked, StepPlace.When.SUCCESS)), null, exit, options);
        return after(exit, TypeFit.common(types), List.of(), "the condition before it");
    }

    private Source watched(WorkflowNode.Watched watched, Source source, Exit exit, CallOptions options) {
        Exit watchedExit = watched.onSuccess().isEmpty() ? exit : exit.kept();
        Source planned = plan(watched.node(), source, watchedExit, options);
        for (WorkflowNode callback : watched.onSuccess()) {
            plan(
                    callback,
                    planned.released(new StepPlace.After(exit.id(), StepPlace.When.CALLBACK)),
                    new Exit(ids.get(), null, null, null, true),
                    options);
        }
        for (WorkflowNode callback : watched.onFailure()) {
            plan(
                    callback,
                    planned.released(new StepPlace.After(exit.id(), StepPlace.When.FAILURE)),
                    new Exit(ids.get(), null, null, null, true),
                    options);
        }
        return planned;
    }

    private void group(NewGroup group, Source source, StepPlace.@Nullable Input input, Exit exit, CallOptions options) {
        add(stepTasks.group(exit.id(), whole(options, exit)), exit, source, input, true);
        groups.add(group);
    }

    private void add(NewTask.Builder task, Exit exit, Source source, StepPlace.@Nullable Input input, boolean waiting) {
        tasks.add(task.step(new StepPlace(
                        workflow,
                        exit.name(),
                        exit.group(),
                        exit.index(),
                        source.after(),
                        input,
                        waiting,
                        numbers.next()))
                .build());
    }

    private static Source after(Exit exit, @Nullable Type type, List<@Nullable Type> members, String name) {
        return new Source(
                new StepPlace.After(exit.id(), StepPlace.When.SUCCESS),
                new StepPlace.Input(exit.id(), StepPlace.Mode.VALUE),
                type,
                members,
                name);
    }
}
