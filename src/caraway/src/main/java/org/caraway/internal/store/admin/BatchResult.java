package org.caraway.internal.store.admin;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;
import org.jspecify.annotations.Nullable;

/**
 * The result of one batch of a large action. Immutable.
 *
 * @param changed how many tasks were changed
 * @param ended those of them that the action finished
 * @param advance the queues in which tasks became claimable, and the steps of workflows that were finished, too
 * @param last the last task that was scanned, null if there are no more
 */
public record BatchResult(
        long changed,
        List<FinishedTask> ended,
        Advance advance,
        @Nullable UUID last) {

    /** Copies the collections. */
    public BatchResult {
        ended = List.copyOf(ended);
    }

    /** The task after which the next batch begins, absent if there is none. */
    public Optional<UUID> next() {
        return Optional.ofNullable(last);
    }
}
