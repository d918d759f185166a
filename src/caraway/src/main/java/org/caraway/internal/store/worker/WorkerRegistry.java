package org.caraway.internal.store.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.admin.WorkerOrder;

/** The workers that are alive, with their leases. Thread-safe. */
public interface WorkerRegistry {

    /**
     * Notes a new worker with a lease of this length.
     *
     * @param queues what it serves, with its slots for each
     * @param names the definitions that it has
     * @param order what it does as it was told: {@link WorkerOrder#WORK}, but for one that was taken off the list and signs on again
     */
    void register(
            String workerId,
            String host,
            Map<String, Integer> queues,
            Set<String> names,
            Duration lease,
            WorkerOrder order);

    /**
     * Renews the worker's lease.
     *
     * @param lateEnds how many ends it came too late with so far, for those who look at the worker
     * @return false if the worker is no longer known: its tasks may have gone to others, it must stop
     */
    boolean renew(String workerId, Duration lease, long lateEnds);

    /** Notes with how many slots the worker serves its queues now. */
    void updateSlots(String workerId, Map<String, Integer> queues);

    /** The queues that living workers serve, those of single nodes and workers included; joins. */
    Set<String> servedQueues();

    /** The living workers that have a definition of this name; joins. */
    List<String> knowing(String name);
}
