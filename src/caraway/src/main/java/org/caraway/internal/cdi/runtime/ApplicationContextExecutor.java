package org.caraway.internal.cdi.runtime;

import jakarta.enterprise.concurrent.ManagedExecutorService;
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
    private final PersistentExecutor threads;
    private volatile @Nullable Executor application;

    /** Runs jobs in their caller's context until {@link #capture} is called. */
    ApplicationContextExecutor(ServerResources server) {
        executor = server.executor();
        threads = server.threads();
    }

    /** Captures the context of this thread as that of the application. */
    void capture() {
        application = executor.getContextService().currentContextExecutor();
    }

    @Override
    public void execute(Runnable job) {
        Executor context = application;
        if (context == null) {
            threads.execute(job);
        } else {
            threads.executeIn(context, job);
        }
    }
}
