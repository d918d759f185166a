package org.caraway.internal.store.durable;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/** Stores and reads the durable steps and the cursor of tasks. Thread-safe. */
public interface DurableSteps {

    /** The thread's transaction, which the other methods would join; null if there is none. Equal for the same one. */
    @Nullable
    Object transactionKey();

    /** The rows of the task in the order in which they were stored, the cursor among them; joins. */
    List<StoredStep> storedSteps(UUID task);

    /**
     * Stores a finished step under the fencing token of the attempt; joins. Repeating it changes nothing, so that it
     * may be repeated when its answer was lost.
     *
     * @param rechecked whether the transaction checks the token once more before its end, as the completion in a
     *     task's own transaction does: then the task's row is not locked until then
     * @return false if the token does not hold: nothing is stored
     */
    boolean storeStep(ClaimedTask task, FinishedStep step, boolean rechecked);

    /** Stores the position of an iteration in the thread's transaction, as {@link #storeStep} does; joins. */
    boolean storeCursor(CursorPosition position, boolean rechecked);

    /**
     * Stores positions under their fencing tokens in one batch; those that lost theirs are skipped. Waits for no lock.
     *
     * @param latest whether a position is still to be written; asked with the lock of its task's row, so that none
     *     replaces a later one that a transaction of the attempt has stored meanwhile
     * @return the tasks whose rows another session has locked: their positions are not stored
     */
    Set<UUID> storeCursors(List<CursorPosition> positions, Predicate<CursorPosition> latest);
}
