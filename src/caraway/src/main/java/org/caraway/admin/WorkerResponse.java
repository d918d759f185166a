package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The state of a worker, from its own memory. Immutable. The tables show the tasks that it has claimed; only the worker
 * itself can show its threads.
 *
 * @param id what stands in {@code worker_id}
 * @param node the name of its node
 * @param processId the number of its process
 * @param at when it answered, by its machine's clock
 * @param uptime for how long it has been running
 * @param order what it was told to do, and does
 * @param leased whether it believes to have its lease; without, it begins nothing
 * @param lanes its queues and slots
 * @param attempts what its threads run now, and those that are stuck; the 500 that have run longest
 * @param waiting tasks that it has claimed and not begun, for lack of a free slot; 500 at most, {@link Lane#waiting}
 *     has the numbers
 * @param memory the heap of its virtual machine
 * @param processors how many the virtual machine may use
 * @param processorTime what its process has used of them so far, zero where the system does not tell
 * @param configuration empty unless {@link WorkerDetail#CONFIGURATION} was asked for
 */
public record WorkerResponse(
        String id,
        String node,
        long processId,
        Instant at,
        Duration uptime,
        WorkerOrder order,
        boolean leased,
        List<Lane> lanes,
        List<Attempt> attempts,
        List<UUID> waiting,
        Memory memory,
        int processors,
        Duration processorTime,
        Map<String, String> configuration) {

    /** Copies the collections. */
    public WorkerResponse {
        lanes = List.copyOf(lanes);
        attempts = List.copyOf(attempts);
        waiting = List.copyOf(waiting);
        configuration = Map.copyOf(configuration);
    }

    /**
     * A queue inside the worker. Immutable. The tasks for its node or itself alone share a lane, which has the name of
     * the node's queue.
     *
     * @param queue its name
     * @param slots how many of its tasks it runs at once
     * @param usable how many of these slots have a thread, and are not withheld because too many threads are stuck
     * @param busy how many run something
     * @param waiting how many tasks are claimed and wait for a slot
     * @param stuck how many threads are still in a method whose attempt is over
     */
    public record Lane(String queue, int slots, int usable, int busy, int waiting, int stuck) {}

    /**
     * What one thread does. Immutable.
     *
     * @param task the id of its task
     * @param name the definition
     * @param queue where the task stands
     * @param attempt the number of the attempt, from 1
     * @param ran for how long
     * @param thread what the thread is called
     * @param stuck whether the attempt is over while the thread still runs its method
     * @param stack a line for each frame, innermost first, 100 at most; empty unless {@link WorkerDetail#STACKS} was
     *     asked for, and where the thread has ended meanwhile
     */
    public record Attempt(
            UUID task,
            String name,
            String queue,
            int attempt,
            Duration ran,
            String thread,
            boolean stuck,
            List<String> stack) {

        /** Copies the list. */
        public Attempt {
            stack = List.copyOf(stack);
        }
    }

    /**
     * The heap, in bytes. Immutable.
     *
     * @param used by objects, dead ones included that are not collected yet
     * @param committed what the virtual machine has taken from the system
     * @param most how much that may become
     */
    public record Memory(long used, long committed, long most) {}
}
