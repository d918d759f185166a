package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.caraway.internal.store.Rescue;
import org.caraway.internal.store.TaskStore;

/**
 * Keeps this worker's lease, and takes over the tasks of workers that did not keep theirs. Thread-safe; confined to one loop.
 *
 * <p>The lease is renewed three times in its length. If another node found it over all the same (a long pause of this
 * process, a database that was away), that node has given the tasks away: what runs here is fenced off, and this worker
 * registers anew. Late ends would be dropped in any case, by their fencing tokens.
 */
final class LeaseKeeper {

    private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());

    private final WorkerIdentity identity;
    private final WorkerSettings settings;
    private final Map<String, Integer> maxDeliveries;
    private final TaskStore store;
    private final Collection<Slots> allSlots;
    private final Claimer claimer;
    private final Loop loop = new Loop("lease", Duration.ZERO, this::keep);

    LeaseKeeper(
            WorkerIdentity identity,
            WorkerSettings settings,
            Map<String, Integer> maxDeliveries,
            TaskStore store,
            Collection<Slots> allSlots,
            Claimer claimer) {
        this.identity = identity;
        this.settings = settings;
        this.maxDeliveries = maxDeliveries;
        this.store = store;
        this.allSlots = allSlots;
        this.claimer = claimer;
    }

    /** Registers the worker, so that it may claim, and keeps it registered. */
    void start(Executor executor) {
        register();
        loop.start(executor);
    }

    void stop(Duration timeout) throws InterruptedException {
        loop.stop();
        loop.awaitEnd(timeout);
    }

    private void register() {
        store.registerWorker(
                identity.id(), identity.host(), List.copyOf(settings.queues().keySet()), settings.lease());
    }

    private Duration keep() {
        if (!store.renewWorker(identity.id(), settings.lease())) {
            LOG.log(
                    WARNING,
                    () -> "Worker " + identity.id() + " lost its lease of " + settings.lease()
                            + "; its tasks were given to others. It registers anew");
            allSlots.forEach(LeaseKeeper::fenceOff);
            register();
        }
        rescue();
        return settings.lease().dividedBy(3);
    }

    private static void fenceOff(Slots slots) {
        slots.lane().drain();
        for (RunningAttempt attempt : slots.running()) {
            if (attempt.fence()) {
                slots.refill(attempt);
            }
        }
    }

    private void rescue() {
        Rescue rescue = store.rescue(maxDeliveries);
        if (!rescue.workers().isEmpty()
                || !rescue.released().isEmpty()
                || !rescue.failed().isEmpty()) {
            LOG.log(
                    WARNING,
                    () -> "Lost workers " + rescue.workers() + ": "
                            + rescue.released().size() + " of their tasks run again, "
                            + rescue.failed().size() + " had taken down too many and failed");
            claimer.wake();
        }
    }
}
