package org.caraway.web.internal.live;

import java.util.Set;
import java.util.UUID;
import org.caraway.admin.TaskChange;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to follow. Immutable.
 *
 * @param tasks whose states; empty for changes
 * @param queues of which queues, if it is changes; empty for all
 * @param names of tasks of which names, if it is changes; empty for all
 * @param caller who enqueued them, if it is changes; null for all
 * @param after the id of the last message that it has, null for none
 */
record Subscription(
        Set<UUID> tasks,
        Set<String> queues,
        Set<String> names,
        @Nullable String caller,
        @Nullable String after) {

    Subscription {
        tasks = Set.copyOf(tasks);
        queues = Set.copyOf(queues);
        names = Set.copyOf(names);
    }

    /** Of all tasks, whoever has enqueued them. */
    Subscription(Set<UUID> tasks, Set<String> queues, Set<String> names, @Nullable String after) {
        this(tasks, queues, names, null, after);
    }

    /** The same, of those that this one has enqueued. */
    Subscription ownedBy(String somebody) {
        return new Subscription(tasks, queues, names, somebody, after);
    }

    /** The same, wherever the client begins. */
    Subscription withoutPosition() {
        return new Subscription(tasks, queues, names, caller, null);
    }

    /** Whether this is one of the changes. */
    boolean matches(TaskChange change) {
        return (queues.isEmpty() || queues.contains(change.queue()))
                && (names.isEmpty() || names.contains(change.name()))
                && (caller == null || caller.equals(change.caller()));
    }
}
