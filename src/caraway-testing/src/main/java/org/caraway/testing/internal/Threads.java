package org.caraway.testing.internal;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A managed executor of plain daemon threads, with the class loader of its tester as their only context. */
final class Threads implements AutoCloseable {

    private final ExecutorService threads;
    private final ManagedExecutorService managed;

    Threads(ClassLoader loader) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(job -> {
            Thread thread = new Thread(job, "caraway-testing-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        });
        ContextService context = Proxies.of(ContextService.class, (method, arguments) -> {
            if (method.getName().equals("currentContextExecutor")) {
                Executor here = Runnable::run;
                return here;
            }
            return arguments[0];
        });
        managed = Proxies.of(ManagedExecutorService.class, (method, arguments) -> {
            if (method.getName().equals("getContextService")) {
                return context;
            }
            if (method.getDeclaringClass().isInstance(threads)) {
                return method.invoke(threads, arguments);
            }
            throw new UnsupportedOperationException("The executor of caraway-testing knows no " + method.getName());
        });
    }

    ManagedExecutorService executor() {
        return managed;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
