package org.caraway;

import java.util.Map;

/**
 * A CDI event: the worker of this process has taken a step. Each process has at most one. Fired from the thread that
 * starts or stops the worker, which waits for synchronous observers; what they throw is logged.
 */
public sealed interface WorkerEvent {

    /** The worker, as {@code caraway_worker.id} names it. */
    String workerId();

    /**
     * It claims tasks from now on.
     *
     * @param workerId the worker
     * @param queues the queues that it serves, with its slots for each
     */
    record Online(String workerId, Map<String, Integer> queues) implements WorkerEvent {

        /** Copies the queues. */
        public Online {
            queues = Map.copyOf(queues);
        }
    }

    /**
     * It is asked to stop: it claims nothing more, and what runs may finish within the grace.
     *
     * @param workerId the worker
     */
    record ShuttingDown(String workerId) implements WorkerEvent {}

    /**
     * It has stopped; what it had not finished has been given back.
     *
     * @param workerId the worker
     */
    record Offline(String workerId) implements WorkerEvent {}
}
