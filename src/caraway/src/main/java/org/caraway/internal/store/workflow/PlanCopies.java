package org.caraway.internal.store.workflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** Copies of the template of a fan-out, one for each element. Confined to one fan-out. */
final class PlanCopies {

    private final WorkflowPlan template;
    private final UUID group;
    private final @Nullable Integer atMost;
    private final List<UUID> inOrder; // so that a copied group has a smaller id than those in it
    private final Supplier<UUID> ids;
    private final BinaryOperator<String> withElement;
    private final List<NewTask> tasks = new ArrayList<>();
    private final List<NewGroup> groups = new ArrayList<>();

    /**
     * Copies for the members of this group.
     *
     * @param atMost how many of them run at once, null for no bound
     * @param withElement puts an element before the other arguments of a step
     */
    PlanCopies(
            WorkflowPlan template,
            UUID group,
            @Nullable Integer atMost,
            Supplier<UUID> ids,
            BinaryOperator<String> withElement) {
        this.template = template;
        this.group = group;
        this.atMost = atMost;
        inOrder = template.tasks().stream().map(NewTask::id).sorted().toList();
        this.ids = ids;
        this.withElement = withElement;
    }

    /** The tasks of the copies that were added. */
    List<NewTask> tasks() {
        return tasks;
    }

    /** The groups of the copies that were added. */
    List<NewGroup> groups() {
        return groups;
    }

    /** Forgets the copies that were added. */
    void clear() {
        tasks.clear();
        groups.clear();
    }

    /** Adds a copy for the element, the member of the group at this index. */
    void add(String element, int index) {
        Map<UUID, UUID> copied = new HashMap<>();
        inOrder.forEach(id -> copied.put(id, ids.get()));
        for (NewTask task : template.tasks()) {
            tasks.add(copy(task, element, index, copied));
        }
        for (NewGroup nested : template.groups()) {
            groups.add(new NewGroup(
                    of(nested.id(), copied),
                    nested.joined(),
                    nested.needed(),
                    nested.size(),
                    nested.atMost(),
                    replaced(nested.template(), copied)));
        }
    }

    private NewTask copy(NewTask task, String element, int index, Map<UUID, UUID> copied) {
        StepPlace place = task.step();
        if (place == null) {
            throw new IllegalStateException(
                    "A task of a template has no place in a workflow. This is a bug in Caraway.");
        }
        StepPlace.Input input = place.input();
        boolean takesElement = input != null && input.mode() == StepPlace.Mode.ELEMENT;
        boolean last = task.id().equals(template.id());
        StepPlace.After after = after(place, index, copied);
        StepPlace copy = new StepPlace(
                place.workflowId(),
                place.name(),
                last ? group : place.groupId() == null ? null : of(place.groupId(), copied),
                last ? Integer.valueOf(index) : place.groupIndex(),
                after,
                input == null || takesElement ? null : new StepPlace.Input(of(input.id(), copied), input.mode()),
                place.waiting() || after != null,
                place.node());
        return task.toBuilder(of(task.id(), copied))
                .arguments(takesElement ? withElement.apply(element, task.arguments()) : task.arguments())
                .step(copy)
                .build();
    }

    /** A member that is not among the first waits for its turn. */
    private StepPlace.@Nullable After after(StepPlace place, int index, Map<UUID, UUID> copied) {
        StepPlace.After after = place.after();
        if (after != null) {
            return new StepPlace.After(of(after.id(), copied), after.when(), after.slot());
        }
        return atMost == null || index < atMost ? null : new StepPlace.After(group, StepPlace.When.SLOT, index);
    }

    private static UUID of(UUID id, Map<UUID, UUID> copied) {
        return copied.getOrDefault(id, id);
    }

    private static @Nullable String replaced(@Nullable String text, Map<UUID, UUID> copied) {
        String replaced = text;
        if (replaced != null) {
            for (Map.Entry<UUID, UUID> id : copied.entrySet()) {
                replaced =
                        replaced.replace(id.getKey().toString(), id.getValue().toString());
            }
        }
        return replaced;
    }
}
