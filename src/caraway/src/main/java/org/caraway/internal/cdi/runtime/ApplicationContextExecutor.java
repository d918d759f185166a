package org.caraway.internal.cdi.runtime;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a job on a managed thread in the context of the application, not in that of the component whose call needs it.
 * Thread-safe; one job at a time, because Payara keeps the state of a captured context in that context.
 *
 * <p>On Payara, a managed thread that a servlet or an EJB asks for and that uses a data source keeps the component, and
 * its class loader, in the server for ever: see {@code docs/decisions/0009-start-and-stop-with-the-web-application.md}.
 */
final class ApplicationContextExecutor implements Executor {

    private final ManagedExecutorService executor;
    private volatile @Nullable Executor application;

    /** Runs jobs in their caller's context until {@link #capture} is called. */
    ApplicationContextExecutor(ManagedExecutorService executor) {
        this.executor = executor;
    }

    /** Captures the context of this thread as that of the application. */
    void capture() {
        application = executor.getContextService().currentContextExecutor();
    }

    @Override
    public void execute(Runnable job) {
        Executor context = application;
        if (context == null) {
            executor.execute(job);
            return;
        }
        Map<String, String> properties =
                job instanceof ManagedTask managed ? managed.getExecutionProperties() : Map.of();
        executor.execute(ManagedExecutors.managedTask(() -> context.execute(job), properties, null));
    }
}
