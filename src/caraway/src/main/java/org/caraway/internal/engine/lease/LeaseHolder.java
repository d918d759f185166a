package org.caraway.internal.engine.lease;

import java.util.Map;
import org.caraway.admin.WorkerOrder;

/**
 * The worker that holds the lease: the data of its registration, and its reactions to the loss and renewal of the
 * lease. Thread-safe.
 */
public interface LeaseHolder {

    /** All queues that it serves, with the slots that they have now. */
    Map<String, Integer> slots();

    /** The order that it follows. */
    WorkerOrder order();

    /** How many completions were fenced off since the worker started. */
    long fencedCompletions();

    /** Fences off everything that runs or waits. */
    void fenceOff();

    /** Requests a comparison of the worker's tasks with the database, which may have more of them. */
    void requestReconciliation();

    /** The lease was renewed. */
    void leaseRenewed();
}
