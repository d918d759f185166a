package org.caraway.internal.cdi.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.concurrent.AbortedException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on managed threads, and starts them again where the server aborts the start. A managed executor accepts a
 * job and drops it if the application counts as disabled at the moment in which its thread begins; on Payara that may
 * be so while it registers an application that it has just deployed. The loops and slots of a worker are started once:
 * one that is dropped would be missing until the next deployment. Thread-safe.
 */
final class PersistentExecutor implements Executor {

    private static final System.Logger LOG = System.getLogger(PersistentExecutor.class.getName());
    private static final int TRIES = 100;

    private final ManagedExecutorService executor;
    private final Duration pause;

    PersistentExecutor(ManagedExecutorService executor, Duration pause) {
        this.executor = executor;
        this.pause = pause;
    }

    @Override
    public void execute(Runnable job) {
        Executor context = executor.getContextService().currentContextExecutor();
        submit(job, job, new Start(job, context));
    }

    /** Runs the job in this context, not in that of the caller. */
    void executeIn(Executor context, Runnable job) {
        Start start = new Start(job, context);
        submit(job, start::run, start);
    }

    private void submit(Runnable job, Runnable onThread, Start start) {
        Map<String, String> properties =
                job instanceof ManagedTask managed ? managed.getExecutionProperties() : Map.of();
        executor.execute(ManagedExecutors.managedTask(onThread, properties, start));
    }

    /** Starts a job in a context, on the current thread, until the server does not refuse it. */
    private final class Start implements ManagedTaskListener {

        private final Runnable job;
        private final Executor context;
        private boolean begun;

        Start(Runnable job, Executor context) {
            this.job = job;
            this.context = context;
        }

        void run() {
            IllegalStateException refused = refusal();
            for (int tries = 1; refused != null && tries < TRIES; tries++) {
                if (!paused()) {
                    return;
                }
                refused = refusal();
            }
            if (refused != null) {
                LOG.log(ERROR, "The server does not start " + job + ", which is missing now", refused);
            }
        }

        /** Null once the job has run. */
        private @Nullable IllegalStateException refusal() {
            try {
                context.execute(() -> {
                    begun = true;
                    job.run();
                });
                return null;
            } catch (IllegalStateException refused) {
                if (begun) {
                    throw refused; // the job's own
                }
                return refused;
            }
        }

        private boolean paused() {
            LockSupport.parkNanos(pause.toNanos());
            return !Thread.currentThread().isInterrupted();
        }

        @Override
        public void taskAborted(
                Future<?> future, ManagedExecutorService source, Object task, @Nullable Throwable failure) {
            if (failure instanceof AbortedException) {
                LOG.log(WARNING, "The server did not start " + job + "; it is tried again", failure);
                run();
            }
        }

        @Override
        public void taskSubmitted(Future<?> future, ManagedExecutorService source, Object task) {
            // nothing to do
        }

        @Override
        public void taskStarting(Future<?> future, ManagedExecutorService source, Object task) {
            // nothing to do
        }

        @Override
        public void taskDone(
                Future<?> future, ManagedExecutorService source, Object task, @Nullable Throwable failure) {
            // nothing to do
        }
    }
}
