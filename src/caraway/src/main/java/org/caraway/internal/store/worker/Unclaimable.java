package org.caraway.internal.store.worker;

import java.time.Instant;

/**
 * Due tasks of one queue and name that no living worker can claim. Immutable.
 *
 * @param queue their queue
 * @param name the name of their definition
 * @param tasks how many; of each priority, at most 10,000 are counted
 * @param oldestDue since when the oldest of the counted ones is due
 * @param lacking what no worker has
 */
public record Unclaimable(String queue, String name, long tasks, Instant oldestDue, Lacking lacking) {

    /** What no living worker has. */
    public enum Lacking {
        /** No worker serves the queue. */
        QUEUE,
        /** No worker that serves the queue has a definition of the name. */
        NAME
    }
}
