package org.caraway.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.CallOptions;

/**
 * A worker that has signed on and not off, as the tables know it. Immutable.
 *
 * @param id what stands in {@code worker_id}
 * @param host the name of its machine
 * @param startedAt since when it runs
 * @param seenAt when it last renewed its lease
 * @param leaseUntil until when it is taken for alive
 * @param alive whether that is ahead, by the database's clock
 * @param fencedCompletions completions that were refused because its lease was lost
 * @param order the order that it has been given
 * @param queues what it serves, by queue
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

    /** The name of its node, absent if it has not said. */
    public Optional<String> node() {
        return queues.keySet().stream()
                .flatMap(queue -> CallOptions.nodeOf(queue).stream())
                .findFirst();
    }

    /**
     * A worker's share in a queue. Immutable.
     *
     * @param slots how many tasks it runs at once
     * @param started how many it holds
     */
    public record Service(int slots, long started) {

        /** How many of those that it holds wait for a slot: what is more than its slots can run. */
        public long reserved() {
            return Math.max(0, started - slots);
        }
    }
}
