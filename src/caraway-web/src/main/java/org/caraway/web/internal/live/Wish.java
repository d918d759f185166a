package org.caraway.web.internal.live;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to follow. Immutable.
 *
 * @param tasks whose states; empty for changes
 * @param queues of which queues, if it is changes; empty for all
 * @param names of tasks of which names, if it is changes; empty for all
 * @param after the id of the last message that it has, null for none
 */
record Wish(
        Set<UUID> tasks,
        Set<String> queues,
        Set<String> names,
        @Nullable String after) {

    Wish {
        tasks = Set.copyOf(tasks);
        queues = Set.copyOf(queues);
        names = Set.copyOf(names);
    }
}
