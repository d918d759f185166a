package org.caraway.internal.cdi.runtime;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;

/**
 * Releases an undeployed application from a server's executor. Stateless.
 *
 * <p>Payara keeps the thread context providers that it found at an executor's last use in a field of that executor,
 * which outlives the application: ours would keep the undeployed application's class loader. Capturing a context once
 * more, where there are none, clears the field. {@code RedeployIT} fails without.
 */
final class ThreadContextCleanup {

    private static final System.Logger LOG = System.getLogger(ThreadContextCleanup.class.getName());

    private ThreadContextCleanup() {}

    /** Makes the executor forget the application's thread context providers. */
    static void clear(ManagedExecutorService executor) {
        Thread thread = Thread.currentThread();
        ClassLoader applications = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            ContextService contexts = executor.getContextService();
            Runnable last = contexts.contextualRunnable(() -> {});
            LOG.log(DEBUG, () -> "Captured a last context in " + last.getClass());
        } catch (RuntimeException refused) {
            LOG.log(DEBUG, () -> "The executor may remember the application's thread context providers", refused);
        } finally {
            thread.setContextClassLoader(applications);
        }
    }
}
