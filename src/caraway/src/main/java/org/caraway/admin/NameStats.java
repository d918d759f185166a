package org.caraway.admin;

import java.time.Duration;
import java.util.Optional;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What became of the tasks of one name in a span of time. Immutable.
 *
 * @param name the definition
 * @param state how they ended
 * @param tasks how many did
 * @param averageRun how long their last attempts took from the claim to the end, null if none began
 */
public record NameStats(
        String name, TaskState state, long tasks, @Nullable Duration averageRun) {

    /** How long their last attempts took on average, absent if none began. */
    public Optional<Duration> average() {
        return Optional.ofNullable(averageRun);
    }
}
