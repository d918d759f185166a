package org.caraway.internal.cdi.runtime;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.CarawayException;
import org.caraway.internal.health.NodeHealth;
import org.jspecify.annotations.Nullable;

/**
 * Starts the runtime once and stops it once, and within that time its worker. Thread-safe.
 *
 * <p>It starts when the application does, or earlier if a bean enqueues while it is being initialized. The first caller
 * starts the runtime, others wait for the outcome; no lock is held meanwhile. A stop before the start sets a failed
 * outcome, so that no later start can succeed.
 */
public final class Lifecycle {

    private static final long START_CAP_MINUTES = 5;

    private final NodeRuntime.Launcher launcher;
    private final AtomicReference<@Nullable CompletableFuture<NodeRuntime>> outcome = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile @Nullable Deployment deployment;

    public Lifecycle(NodeRuntime.Launcher launcher) {
        this.launcher = launcher;
    }

    /** Sets the input of the start. */
    public void deployed(Deployment found) {
        deployment = found;
    }

    /**
     * The runtime, started if necessary.
     *
     * @throws CarawayException if it could not start, or had stopped before
     */
    public NodeRuntime start() {
        CompletableFuture<NodeRuntime> mine = new CompletableFuture<>();
        CompletableFuture<NodeRuntime> first = outcome.compareAndExchange(null, mine);
        if (first != null) {
            return await(first);
        }
        try {
            mine.complete(launcher.launch(requireNonNull(deployment, "deployment")));
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        } finally {
            mine.completeExceptionally(new CarawayException("Caraway could not start; an error ended the attempt"));
        }
        return await(mine);
    }

    /** Starts the runtime if necessary, and its worker. */
    public void startWorker() {
        NodeRuntime running = start();
        try {
            running.startWorker();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /** Stops the worker; the queue stays open. Does nothing if the runtime does not run. */
    public void stopWorker() {
        CompletableFuture<NodeRuntime> started = outcome.get();
        if (started != null && !started.isCompletedExceptionally() && !stopped.get()) {
            await(started).stopWorker();
        }
    }

    /** The health of this node; absent before the start and after the stop. */
    public Optional<NodeHealth> health() {
        CompletableFuture<NodeRuntime> started = outcome.get();
        return started == null || !started.isDone() || started.isCompletedExceptionally() || stopped.get()
                ? Optional.empty()
                : Optional.of(await(started).health());
    }

    /** Stops what was started; does nothing the second time. */
    public void stop() {
        CarawayException over =
                new CarawayException("The application has stopped, and Caraway with it; enqueue before");
        CompletableFuture<NodeRuntime> started = outcome.compareAndExchange(null, CompletableFuture.failedFuture(over));
        if (started != null && !started.isCompletedExceptionally() && stopped.compareAndSet(false, true)) {
            await(started).stop();
        }
    }

    private static NodeRuntime await(CompletableFuture<NodeRuntime> outcome) {
        try {
            return outcome.get(START_CAP_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new CarawayException("Caraway could not start: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new CarawayException(
                    "Caraway has not started within " + START_CAP_MINUTES
                            + " minutes; look at what its start waits for",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarawayException("The thread was interrupted while it waited for Caraway to start; try again", e);
        }
    }
}
