package org.caraway.internal.store.workflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.WorkflowPlan;

/**
 * What running steps ask for in a batch of completions, until the workflows are advanced. Confined to one transaction.
 */
public final class StepChanges {

    private final Map<UUID, List<WorkflowPlan>> added = new LinkedHashMap<>();
    private final List<UUID> ready = new ArrayList<>();
    private final Set<String> queues = new LinkedHashSet<>();
    private final Map<UUID, Long> inserted = new LinkedHashMap<>();

    /** Adds members to a group, before the members that ask for it are counted, which this transaction finishes. */
    public void add(UUID group, List<WorkflowPlan> members) {
        added.computeIfAbsent(group, any -> new ArrayList<>()).addAll(members);
    }

    void addReady(Collection<UUID> groups) {
        ready.addAll(groups);
    }

    void addQueues(Collection<String> due) {
        queues.addAll(due);
    }

    /** Counts steps that were inserted into this workflow; returns how many were by now. */
    long count(UUID workflow, long steps) {
        return inserted.merge(workflow, steps, Long::sum);
    }

    boolean isEmpty() {
        return added.isEmpty() && ready.isEmpty() && queues.isEmpty() && inserted.isEmpty();
    }

    Map<UUID, List<WorkflowPlan>> added() {
        return added;
    }

    List<UUID> ready() {
        return ready;
    }

    Set<String> queues() {
        return queues;
    }

    Map<UUID, Long> inserted() {
        return inserted;
    }
}
