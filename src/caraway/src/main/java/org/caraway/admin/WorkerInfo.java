package org.caraway.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.CallOptions;

/**
 * A registered worker, as stored in the tables. Immutable.
 *
 * @param id its id, as in {@code worker_id}
 * @param host the name of its machine
 * @param startedAt the time of its start
 * @param seenAt the time of its last lease renewal
 * @param leaseUntil the end of its lease
 * @param alive whether its lease is valid, by the database's clock
 * @param fencedCompletions completions that were refused because its lease was lost
 * @param order its current order
 * @param queues its slots and claimed tasks by queue
 * @param names the definitions that it has
 */
public record WorkerInfo(
        String id,
        String host,
        Instant startedAt,
        Instant seenAt,
        Instant leaseUntil,
        boolean alive,
        long fencedCompletions,
        WorkerOrder order,
        Map<String, Service> queues,
        Set<String> names) {

    /** Copies the collections. */
    public WorkerInfo {
        queues = Map.copyOf(queues);
        names = Set.copyOf(names);
    }

    /** The name of its node, absent if unknown. */
    public Optional<String> node() {
        return queues.keySet().stream()
                .flatMap(queue -> CallOptions.nodeOf(queue).stream())
                .findFirst();
    }

    /**
     * A worker's slots and tasks in a queue. Immutable.
     *
     * @param slots how many tasks it runs at once
     * @param started how many tasks it has claimed
     */
    public record Service(int slots, long started) {

        /** How many claimed tasks wait for a free slot. */
        public long reserved() {
            return Math.max(0, started - slots);
        }
    }
}
