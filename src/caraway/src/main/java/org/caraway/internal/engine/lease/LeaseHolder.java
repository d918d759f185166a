package org.caraway.internal.engine.lease;

import java.util.Map;
import org.caraway.admin.WorkerOrder;

/**
 * The worker whose lease is kept: what it is registered with, and what it does when its lease is lost or renewed.
 * Thread-safe.
 */
public interface LeaseHolder {

    /** All queues that it serves, with the slots that they have now. */
    Map<String, Integer> slots();

    /** The order that it obeys. */
    WorkerOrder order();

    /** How many completions were fenced off since the worker started. */
    long fencedCompletions();

    /** Fences off everything that runs or waits. */
    void fenceOff();

    /** The database may believe that the worker has more tasks than it does. */
    void requestReconciliation();

    /** The lease was renewed. */
    void leaseRenewed();
}
