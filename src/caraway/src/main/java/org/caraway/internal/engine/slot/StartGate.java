package org.caraway.internal.engine.slot;

import org.caraway.internal.engine.attempt.UndeployDetector;
import org.caraway.internal.engine.lease.Lease;

/** Whether claimed tasks may begin. Thread-safe. */
public final class StartGate {

    private final Lease lease;
    private final UndeployDetector undeployDetector;

    public StartGate(Lease lease, UndeployDetector undeployDetector) {
        this.lease = lease;
        this.undeployDetector = undeployDetector;
    }

    /** Whether no task may begin any more, because the application is being undeployed. */
    boolean closed() {
        return undeployDetector.noticed();
    }

    /** Whether a task may begin now: not without a valid lease, because other workers may have rescued the tasks. */
    boolean open() {
        return lease.held();
    }
}
