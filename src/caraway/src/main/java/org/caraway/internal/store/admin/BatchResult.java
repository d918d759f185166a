package org.caraway.internal.store.admin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.FinishedTask;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of a large action has done. Immutable.
 *
 * @param changed how many tasks were changed
 * @param ended those of them that are over by that
 * @param queues where tasks may be claimed by that
 * @param last the last task that was looked at, null if there are no more
 */
public record BatchResult(
        long changed,
        List<FinishedTask> ended,
        Set<String> queues,
        @Nullable UUID last) {

    /** Copies the collections. */
    public BatchResult {
        ended = List.copyOf(ended);
        queues = Set.copyOf(queues);
    }

    /** After which task the next batch begins, absent if there is none. */
    public Optional<UUID> next() {
        return Optional.ofNullable(last);
    }
}
