package org.caraway.web.internal.live;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.TaskChange;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of a client: tasks, or changes that match conditions. Immutable.
 *
 * @param tasks the ids of tasks whose status is sent; empty for a subscription to changes
 * @param queues the queues of the changes; empty for all
 * @param names the task names of the changes; empty for all
 * @param caller the caller who enqueued the tasks of the changes; null for all
 * @param descendants whether changes of tasks that other tasks enqueued match for that caller
 * @param after the id of the last message that the client has received, null for none
 */
record Subscription(
        Set<UUID> tasks,
        Set<String> queues,
        Set<String> names,
        @Nullable String caller,
        boolean descendants,
        @Nullable String after) {

    Subscription {
        tasks = Set.copyOf(tasks);
        queues = Set.copyOf(queues);
        names = Set.copyOf(names);
    }

    /** A subscription to the tasks of all callers. */
    Subscription(Set<UUID> tasks, Set<String> queues, Set<String> names, @Nullable String after) {
        this(tasks, queues, names, null, true, after);
    }

    /** A copy that matches only tasks that this caller has enqueued. */
    Subscription ownedBy(String somebody, boolean withDescendants) {
        return new Subscription(tasks, queues, names, somebody, withDescendants, after);
    }

    /** A copy without position. */
    Subscription withoutPosition() {
        return new Subscription(tasks, queues, names, caller, descendants, null);
    }

    /** Whether this change matches. */
    boolean matches(TaskChange change) {
        return (queues.isEmpty() || queues.contains(change.queue()))
                && (names.isEmpty() || names.contains(change.name()))
                && (caller == null || isOwn(change));
    }

    private boolean isOwn(TaskChange change) {
        boolean descendant = !change.root().equals(change.id());
        return Objects.equals(caller, change.caller()) && (descendants || !descendant);
    }
}
