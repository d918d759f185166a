package org.caraway.internal.store.complete;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.AttemptCompletion;

/** Stores what attempts came to. Thread-safe. */
public interface Completions {

    /**
     * Writes the ends of attempts in one batch: final tasks move to the finished table, others become RETRY; an attempt
     * that did not succeed leaves a row in {@code caraway_attempt}. Joins.
     *
     * @return the ids of those whose fencing token no longer holds: nothing was written of them
     */
    Set<UUID> complete(List<AttemptCompletion> ends);

    /**
     * Writes the ends of attempts as {@link #complete} does, but leaves those out whose rows somebody else has locked; does not join.
     *
     * @param patience how long to wait for a lock before leaving its row out, as far as the database can be told (H2 waits as long
     *     as its URL says); zero for not at all
     */
    CompletionResult completeUnlocked(List<AttemptCompletion> ends, Duration patience);
}
