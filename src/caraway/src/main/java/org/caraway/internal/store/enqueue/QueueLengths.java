package org.caraway.internal.store.enqueue;

import java.util.Map;

/** How many tasks wait, for queues that are bounded. Thread-safe. */
public interface QueueLengths {

    /** How many tasks wait in the queue, due or not, counted up to {@code most}; joins. */
    int waiting(String queue, int most);

    /** The maximum length of each queue for which one was set at run time; joins. */
    Map<String, Integer> maxLengths();
}
