package org.caraway.internal.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.caraway.internal.engine.slot.SlotRange;

/**
 * How a worker works. Immutable.
 *
 * @param queues the queues it serves with the slots of each
 * @param virtual those of them whose tasks run on virtual threads
 * @param slotsKeepalive how long slots beyond the least number stay without work
 * @param node the name of its node, for tasks that are to run there
 * @param pollInterval how long it sleeps at most before it looks for due tasks again
 * @param lease how long its tasks stay its own without a heartbeat
 * @param shutdown what becomes of running tasks when it stops
 * @param shutdownGrace how long they may go on then, if it is {@link Shutdown#SOFT}
 * @param retention how long finished tasks are kept at least
 * @param lowPriorityShare of a hundred tasks that are claimed while more wait, how many are taken from the lowest
 *     priority
 * @param sleepParksFrom sleeps of tasks that are shorter hold their slots
 */
public record WorkerSettings(
        Map<String, SlotRange> queues,
        Set<String> virtual,
        Duration slotsKeepalive,
        String node,
        Duration pollInterval,
        Duration lease,
        Shutdown shutdown,
        Duration shutdownGrace,
        Duration retention,
        int lowPriorityShare,
        Duration sleepParksFrom) {

    /** Copies the collections. */
    public WorkerSettings {
        queues = Map.copyOf(queues);
        virtual = Set.copyOf(virtual);
    }
}
