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

    /** Whether none may begin any more, because the application is being undeployed. */
    boolean closed() {
        return undeployDetector.noticed();
    }

    /** Whether one may begin now: not without a lease, which other workers may have found to be over. */
    boolean open() {
        return lease.held();
    }
}
