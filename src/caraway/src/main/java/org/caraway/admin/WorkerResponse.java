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
 * @param id its id, as in {@code worker_id}
 * @param node the name of its node
 * @param processId the id of its process
 * @param at the time of the response, by its machine's clock
 * @param uptime how long it has been running
 * @param order the order that it follows
 * @param leased whether it considers its lease valid; without a lease it starts no tasks
 * @param lanes its queues and slots
 * @param attempts the attempts that its threads run now, and the stuck ones; the 500 that have run longest
 * @param waiting the tasks that it has claimed and that wait for a free slot; 500 at most, {@link Lane#waiting} has the
 *     numbers
 * @param memory the heap of its virtual machine
 * @param processors the number of processors that the virtual machine can use
 * @param processorTime the processor time that its process has used so far, zero if the system does not report it
 * @param configuration empty unless {@link WorkerDetail#CONFIGURATION} was requested
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
     * A queue inside the worker. Immutable. Tasks for its node and tasks for this worker share a lane, which has the
     * name of the node's queue.
     *
     * @param queue its name
     * @param slots how many of its tasks it runs at once
     * @param usable how many of these slots have a thread and are not disabled because too many threads are stuck
     * @param busy how many of these slots run a task
     * @param waiting how many claimed tasks wait for a slot
     * @param stuck how many threads still run the method of an attempt that has ended
     */
    public record Lane(String queue, int slots, int usable, int busy, int waiting, int stuck) {}

    /**
     * An attempt that a thread runs. Immutable.
     *
     * @param task the id of its task
     * @param name the definition
     * @param queue the task's queue
     * @param attempt the number of the attempt, from 1
     * @param runTime its run time so far
     * @param thread the name of the thread
     * @param stuck whether the attempt has ended while the thread still runs its method
     * @param stack a line for each frame, innermost first, 100 at most; empty unless {@link WorkerDetail#STACKS} was
     *     requested, and if the thread has ended meanwhile
     */
    public record Attempt(
            UUID task,
            String name,
            String queue,
            int attempt,
            Duration runTime,
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
     * @param used bytes used by objects, including garbage that is not collected yet
     * @param committed bytes that the virtual machine has reserved from the system
     * @param most the maximum size of the heap
     */
    public record Memory(long used, long committed, long most) {}
}
