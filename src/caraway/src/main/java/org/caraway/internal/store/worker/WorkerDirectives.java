package org.caraway.internal.store.worker;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.model.RuntimeSettings;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has to know of what was set, told and asked. Immutable.
 *
 * @param controls what was set at run time for queues and definitions
 * @param order what the worker is to do, null if it is not on the list
 * @param questions what it is asked and has not answered
 */
public record WorkerDirectives(
        RuntimeSettings controls, @Nullable WorkerOrder order, List<Request> questions) {

    /** Copies the list. */
    public WorkerDirectives {
        questions = List.copyOf(questions);
    }

    /**
     * A question to the worker. Immutable.
     *
     * @param id the same for all workers that are asked
     * @param details what it is to tell beside what it always tells
     */
    public record Request(UUID id, Set<WorkerDetail> details) {

        /** Copies the set. */
        public Request {
            details = Set.copyOf(details);
        }
    }
}
