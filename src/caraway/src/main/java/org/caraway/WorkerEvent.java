package org.caraway;

import java.util.Map;

/**
 * A CDI event: the worker of this process has started, is stopping, or has stopped. Each process has at most one
 * worker. Fired on the thread that starts or stops the worker, which waits for synchronous observers; their exceptions
 * are logged.
 */
public sealed interface WorkerEvent {

    /** The id of the worker, as in {@code caraway_worker.id}. */
    String workerId();

    /**
     * The worker has started to claim tasks.
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
     * The worker was requested to stop: it claims no more tasks, and running tasks can finish within the grace period.
     *
     * @param workerId the worker
     */
    record ShuttingDown(String workerId) implements WorkerEvent {}

    /**
     * The worker has stopped; it has released the tasks that it had not finished.
     *
     * @param workerId the worker
     */
    record Offline(String workerId) implements WorkerEvent {}
}
