package org.caraway.internal.store.claim;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Tasks that are for one node or one worker only. Thread-safe. */
public interface NodeTasks {

    /**
     * How long until the next task of each of these queues is due, as {@link TaskClaims#untilNextDue(String, Set)}
     * says; queues without such a task are absent.
     */
    Map<String, Duration> untilNextDue(Set<String> queues, Set<String> names);
}
