package org.caraway.internal.store.park;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.TaskFinishedException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait without a slot, and the signals that wake them. Thread-safe.
 *
 * <p>One row decides a wait for a signal: that of {@code caraway_signal} with the task's id and the signal's name. The
 * first transaction that inserts it wins, be it a sender or the scan that finds the wait timed out. Each locks the
 * task's row before. So does an attempt that parks its task; it looks for the signal once more afterwards. Therefore
 * either the sender sees that the task is parked, and wakes it, or the attempt sees the signal.
 */
public interface ParkedTasks {

    /** What has become of this task's wait for this signal; absent if nothing has. Joins. */
    Optional<StoredSignal> signal(UUID task, String name);

    /** Whether this task has begun this sleep, and its time is over. Joins. */
    boolean slept(UUID task, String name);

    /** The name of a live task's definition. Joins. */
    Optional<String> nameOf(UUID task);

    /** The task that holds this unique key. Joins. */
    Optional<UUID> holderOf(String uniqueKey);

    /**
     * Sends a signal, and wakes the task if it waits for it. Joins.
     *
     * @param payload the value as its row is to have it
     * @param by who sends it, null if unknown
     *
     * @throws NoSuchTaskException if there is no such task
     * @throws TaskFinishedException if the task has finished
     */
    SentSignal send(UUID task, String name, String payload, @Nullable String by);

    /**
     * Wakes tasks whose wait is over, and those that SQL clients have sent signals to.
     *
     * @param limit how many of each at most
     */
    List<ParkedTask> wake(int limit);
}
