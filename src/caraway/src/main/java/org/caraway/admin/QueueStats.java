package org.caraway.admin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a queue stands at an instant of the database's clock. Immutable.
 *
 * @param queue its name
 * @param pending tasks that have not begun, or wait for a retry: due and delayed ones
 * @param due those of them that may be claimed now
 * @param delayed those of them whose time has not come
 * @param waiting tasks that wait for a predecessor
 * @param started tasks that a worker holds
 * @param oldestDueAge for how long the longest due task has been due, null if none is
 * @param workers living workers that serve it
 * @param slots how many tasks they run at once, together
 * @param paused whether it is paused
 */
public record QueueStats(
        String queue,
        long pending,
        long due,
        long delayed,
        long waiting,
        long started,
        @Nullable Duration oldestDueAge,
        int workers,
        int slots,
        boolean paused) {

    /** For how long the longest due task has been due, absent if none is. */
    public Optional<Duration> backlogAge() {
        return Optional.ofNullable(oldestDueAge);
    }
}
