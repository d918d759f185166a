package org.caraway.internal.store.enqueue;

import java.util.Map;

/** How many tasks wait, for queues that are bounded. Thread-safe. */
public interface QueueLengths {

    /** How many tasks wait in the queue, due or not, counted no further than {@code most}; joins. */
    int waiting(String queue, int most);

    /** How many tasks may wait in each queue for which that was set at run time; joins. */
    Map<String, Integer> maxLengths();
}
