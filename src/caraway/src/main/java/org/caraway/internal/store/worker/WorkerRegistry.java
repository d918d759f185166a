package org.caraway.internal.store.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.admin.WorkerOrder;

/** The living workers, with their leases. Thread-safe. */
public interface WorkerRegistry {

    /**
     * Registers a new worker with a lease of this length.
     *
     * @param queues the queues that it serves, with its slots for each
     * @param names the definitions that it has
     * @param order its current order: {@link WorkerOrder#WORK}, but for a worker that was removed and registers again
     */
    void register(
            String workerId,
            String host,
            Map<String, Integer> queues,
            Set<String> names,
            Duration lease,
            WorkerOrder order);

    /**
     * Stores the signatures of the definitions that a registered worker has, by their names, so that workers of two
     * releases notice that they differ.
     */
    void describe(String workerId, Map<String, String> signatures);

    /**
     * Stores the signatures of the definitions of a node without a worker, by their names, for a day: it may enqueue
     * tasks before the first worker of its release starts.
     */
    void announce(Map<String, String> signatures);

    /**
     * Whether a living worker has a definition of this name with another signature than this, or a node without a
     * worker that started within the last day.
     */
    boolean differsElsewhere(String name, String signature);

    /**
     * Renews the worker's lease.
     *
     * @param fencedCompletions how many of its completions were fenced so far, for views of the worker
     * @return by how much the database's clock has advanced since it last renewed this lease, negative if the clock
     *     went back; empty if the worker is not registered any more: other workers may have its tasks, it must stop
     */
    Optional<Duration> renew(String workerId, Duration lease, long fencedCompletions);

    /** Stores how many slots the worker has for its queues now. */
    void updateSlots(String workerId, Map<String, Integer> queues);

    /** The queues that living workers serve, those of single nodes and workers included; joins. */
    Set<String> servedQueues();

    /** The living workers that have a definition of this name; joins. */
    List<String> knowing(String name);
}
