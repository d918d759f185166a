package org.caraway.admin;

import java.time.Duration;
import java.util.Optional;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * The number of finished tasks of one name and state. Immutable.
 *
 * @param name the definition
 * @param state their final state
 * @param tasks their number
 * @param averageRun the average time of their last attempts from the claim to the end, null if none began
 */
public record NameStats(
        String name, TaskState state, long tasks, @Nullable Duration averageRun) {

    /** The average time of their last attempts, absent if none began. */
    public Optional<Duration> average() {
        return Optional.ofNullable(averageRun);
    }
}
