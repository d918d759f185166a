package org.caraway.internal.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a task is good for, and what is kept of it. Immutable.
 *
 * @param expires how long after its enqueueing it may still begin, null for without end
 * @param ignoreResult whether its result is not stored
 * @param retainFor how long it is kept when it is over, null for as long as the configuration says
 */
public record RetentionSettings(
        @Nullable Duration expires,
        boolean ignoreResult,
        @Nullable Duration retainFor) {

    /** Nothing particular. */
    public static final RetentionSettings DEFAULT = new RetentionSettings(null, false, null);
}
