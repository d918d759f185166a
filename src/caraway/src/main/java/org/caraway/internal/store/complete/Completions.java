package org.caraway.internal.store.complete;

import java.time.Duration;
import java.util.List;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;

/** Stores the completions of attempts. Thread-safe. */
public interface Completions {

    /**
     * Writes completions in one batch: final tasks move to the finished table, others become RETRY; an attempt that did
     * not succeed adds a row to {@code caraway_attempt}. Workflows advance. Joins.
     *
     * @return with the ids of the tasks whose fencing token no longer holds: nothing was written for them
     */
    CompletionResult complete(List<AttemptCompletion> completions);

    /**
     * Writes completions as {@link #complete} does, but leaves out those whose rows another transaction has locked;
     * does not join.
     *
     * @param patience how long to wait for a lock before leaving its row out, as far as the database supports a bound
     *     (H2 waits half a second); zero for not at all
     */
    CompletionResult completeUnlocked(List<AttemptCompletion> completions, Duration patience);

    /**
     * Deletes what is recorded of an earlier task with the id of this one, and of its attempts with these numbers,
     * which keep this attempt from being completed; only if its token holds. A SQL client has used the id twice. Does
     * not join.
     *
     * @return whether there was anything
     */
    boolean forgetEarlier(ClaimedTask task);
}
