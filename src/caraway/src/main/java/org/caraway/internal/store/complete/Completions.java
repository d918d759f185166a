package org.caraway.internal.store.complete;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.AttemptCompletion;

/** Stores the completions of attempts. Thread-safe. */
public interface Completions {

    /**
     * Writes completions in one batch: final tasks move to the finished table, others become RETRY; an attempt that did
     * not succeed adds a row to {@code caraway_attempt}. Joins.
     *
     * @return the ids of the tasks whose fencing token no longer holds: nothing was written for them
     */
    Set<UUID> complete(List<AttemptCompletion> completions);

    /**
     * Writes completions as {@link #complete} does, but leaves out those whose rows another transaction has locked;
     * does not join.
     *
     * @param patience how long to wait for a lock before leaving its row out, as far as the database supports a bound
     *     (H2 waits as long as its URL says); zero for not at all
     */
    CompletionResult completeUnlocked(List<AttemptCompletion> completions, Duration patience);
}
