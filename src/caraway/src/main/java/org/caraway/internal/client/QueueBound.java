package org.caraway.internal.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The maximum length of a queue, and the effect on a call when the queue is full. Immutable.
 *
 * @param maxLength at least 1; null for any number
 * @param whenFull the effect on a call
 * @param blockTimeout the longest wait for room, if the call waits
 */
public record QueueBound(@Nullable Integer maxLength, WhenFull whenFull, Duration blockTimeout) {

    /** The bound of queues that the configuration does not name. */
    public static final QueueBound NONE = new QueueBound(null, WhenFull.REJECT, Duration.ofSeconds(30));

    /** The effect on a call when its queue is full. */
    public enum WhenFull {
        /** The call throws {@link org.caraway.QueueFullException} immediately. */
        REJECT,
        /** The call waits for room, unless it is in a transaction. */
        BLOCK
    }
}
