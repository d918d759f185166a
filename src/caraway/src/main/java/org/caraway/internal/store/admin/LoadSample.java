package org.caraway.internal.store.admin;

import java.util.List;

/**
 * Waiting tasks and living workers at an instant. Immutable.
 *
 * @param workers living workers
 * @param queues the queues that have tasks or are served, without those of single workers
 */
public record LoadSample(long workers, List<QueueLoad> queues) {

    /** Copies the list. */
    public LoadSample {
        queues = List.copyOf(queues);
    }
}
