package org.caraway.internal.engine;

import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stops a worker that was told to, on a thread of its own: none of the worker's loops can wait for its own end.
 * Immutable.
 */
final class RemoteStop implements Runnable, ManagedTask {

    private final Worker worker;

    RemoteStop(Worker worker) {
        this.worker = worker;
    }

    @Override
    public void run() {
        worker.stop();
    }

    @Override
    public Map<String, String> getExecutionProperties() {
        return Map.of(ManagedTask.IDENTITY_NAME, "caraway/stop " + worker.id(), ManagedTask.LONGRUNNING_HINT, "true");
    }

    @Override
    public @Nullable ManagedTaskListener getManagedTaskListener() {
        return null;
    }
}
