package org.caraway.internal.store.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.store.audit.AuditNote;

/** Requests of operators to workers, and their answers. Thread-safe. */
public interface WorkerRequests {

    /** Answers a request to this worker; does not join. Returns false if nobody waits for the answer any more. */
    boolean answer(String workerId, UUID request, String answer);

    /**
     * Sends a request to the selected registered workers, in a transaction of its own; throws {@link
     * IllegalStateException} inside another, as the three below do.
     *
     * @param request a new id
     * @param validity how long they may answer
     * @return the workers that received it, in the order in which they began
     */
    List<RequestedWorker> ask(UUID request, WorkerSelection workers, Set<WorkerDetail> details, Duration validity);

    /** The workers that have answered so far. */
    Set<String> answered(UUID request);

    /** The answers by worker; deletes the request. */
    Map<String, String> takeAnswers(UUID request);

    /** Gives the selected registered workers an order, and returns their ids. */
    List<String> order(WorkerSelection workers, WorkerOrder order, AuditNote note);
}
