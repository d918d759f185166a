package org.caraway.admin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a queue at an instant of the database's clock. Immutable.
 *
 * @param queue its name
 * @param pending tasks that have not begun, or wait for a retry: due and delayed ones
 * @param due pending tasks that can be claimed now
 * @param delayed pending tasks that are not due yet
 * @param waiting tasks that wait for a predecessor
 * @param started tasks that workers have claimed
 * @param oldestDueAge how long the oldest due task has been due, null if no task is due
 * @param workers the live workers that serve it
 * @param slots the sum of their slots
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

    /** How long the oldest due task has been due, absent if no task is due. */
    public Optional<Duration> backlogAge() {
        return Optional.ofNullable(oldestDueAge);
    }
}
