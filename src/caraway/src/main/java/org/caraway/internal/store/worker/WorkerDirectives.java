package org.caraway.internal.store.worker;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.model.RuntimeSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings, the order and the requests that apply to one worker. Immutable.
 *
 * @param settings the run-time settings of queues and definitions
 * @param order what the worker is to do, null if it is not registered
 * @param requests the requests that it has not answered
 */
public record WorkerDirectives(
        RuntimeSettings settings, @Nullable WorkerOrder order, List<Request> requests) {

    /** Copies the list. */
    public WorkerDirectives {
        requests = List.copyOf(requests);
    }

    /**
     * A request to the worker. Immutable.
     *
     * @param id the same for all workers that receive it
     * @param details what the answer is to contain beside its fixed part
     */
    public record Request(UUID id, Set<WorkerDetail> details) {

        /** Copies the set. */
        public Request {
            details = Set.copyOf(details);
        }
    }
}
