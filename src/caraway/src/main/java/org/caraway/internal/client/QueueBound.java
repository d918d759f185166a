package org.caraway.internal.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The maximum length of a queue, and the effect on a call when the queue is full. Immutable.
 *
 * @param maxLength at least 1; null for any number
 * @param whenFull what a call meets
 * @param blockTimeout how long it waits for room at most, if it waits
 */
public record QueueBound(@Nullable Integer maxLength, WhenFull whenFull, Duration blockTimeout) {

    /** What the configuration says of queues that it does not name. */
    public static final QueueBound NONE = new QueueBound(null, WhenFull.REJECT, Duration.ofSeconds(30));

    /** What a call meets whose queue is full. */
    public enum WhenFull {
        /** {@link org.caraway.QueueFullException}, at once. */
        REJECT,
        /** A wait for room, unless it is in a transaction. */
        BLOCK
    }
}
