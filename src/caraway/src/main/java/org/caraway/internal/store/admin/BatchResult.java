package org.caraway.internal.store.admin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.FinishedTask;
import org.jspecify.annotations.Nullable;

/**
 * The result of one batch of a large action. Immutable.
 *
 * @param changed how many tasks were changed
 * @param ended those of them that the action finished
 * @param queues queues in which tasks became claimable
 * @param last the last task that was scanned, null if there are no more
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

    /** The task after which the next batch begins, absent if there is none. */
    public Optional<UUID> next() {
        return Optional.ofNullable(last);
    }
}
