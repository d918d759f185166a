package org.caraway.internal.engine;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.caraway.internal.engine.claim.NodeQueues;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.engine.slot.SlotRange;

/**
 * The queues that a worker serves. Thread-safe.
 *
 * @param byName those that it is configured to serve
 * @param ofNode those for this worker and its node
 */
record ServedQueues(Map<String, PrefetchQueue> byName, NodeQueues ofNode) {

    static ServedQueues of(Map<String, SlotRange> queues, NodeQueues ofNode) {
        return new ServedQueues(
                queues.entrySet().stream()
                        .collect(toUnmodifiableMap(
                                Map.Entry::getKey,
                                entry -> new PrefetchQueue(
                                        entry.getKey(), entry.getValue().least()))),
                ofNode);
    }

    /** The configured queues. */
    Collection<PrefetchQueue> configured() {
        return byName.values();
    }

    List<PrefetchQueue> all() {
        return Stream.concat(byName.values().stream(), Stream.of(ofNode.queue()))
                .toList();
    }

    /** The configured queues, with the slots that they have now. */
    Map<String, Integer> slots() {
        return byName.values().stream().collect(toUnmodifiableMap(PrefetchQueue::queue, PrefetchQueue::slots));
    }

    /** All queues, with the slots that they have now. */
    Map<String, Integer> allSlots() {
        Map<String, Integer> slots = new HashMap<>(slots());
        ofNode.queues().forEach(queue -> slots.put(queue, ofNode.queue().slots()));
        return Map.copyOf(slots);
    }
}
