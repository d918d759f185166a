package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.worker.WorkerRegistry;

/**
 * Keeps this worker's lease, and fences its work off when it could not. Thread-safe; two loops, because one that waits for the
 * database cannot watch the clock.
 *
 * <p>The lease covers all tasks of the worker, however long they run: one row is renewed three times in the length of the
 * lease. When it was not renewed in time (a database that was away, a pause of the process), other nodes may have given the
 * tasks away. So nothing new is started, and what runs is interrupted and fenced off: its end would be dropped by its fencing token
 * anyway, but a mail that is not sent twice is worth more than a log line about it. Ends of attempts that were over in time are
 * kept and still written if nobody has taken the task over.
 *
 * <p>When the database answers again, the worker goes on under its name: what it was fenced off from is given back, and runs
 * again. If another node has taken it off the list meanwhile, it registers anew, with the order that it obeys: a paused one stays paused.
 */
final class LeaseKeeper implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());
    private static final Duration TICK = Duration.ofMillis(100);

    private final WorkerIdentity identity;
    private final WorkerSettings settings;
    private final Set<String> names;
    private final WorkerRegistry workers;
    private final Lease lease;
    private final Collection<Slots> allSlots;
    private final Supplier<Map<String, Integer>> served;
    private final Supplier<WorkerOrder> order;
    private final Claimer claimer;
    private final CompletionWriter ends;
    private final Loop renewal = new Loop("lease", Duration.ZERO, this);
    private final Loop watch = new Loop("fence", Duration.ZERO, this::watch);
    private volatile boolean fencedOff;
    private volatile Map<String, Integer> told = Map.of(); // with how many slots it is on the list

    LeaseKeeper(
            WorkerIdentity identity,
            WorkerSettings settings,
            Set<String> names,
            WorkerRegistry workers,
            Lease lease,
            Collection<Slots> allSlots,
            Supplier<Map<String, Integer>> served,
            Supplier<WorkerOrder> order,
            Claimer claimer,
            CompletionWriter ends) {
        this.identity = identity;
        this.settings = settings;
        this.names = names;
        this.workers = workers;
        this.lease = lease;
        this.allSlots = allSlots;
        this.served = served;
        this.order = order;
        this.claimer = claimer;
        this.ends = ends;
    }

    /** The loops, in the order in which they start. */
    List<Loop> loops() {
        return List.of(renewal, watch);
    }

    /** Registers the worker, so that it may claim. */
    @Override
    public void prepare() {
        long asked = System.nanoTime();
        register();
        lease.begun(asked);
    }

    @Override
    public Duration run() {
        long asked = System.nanoTime();
        if (!workers.renew(identity.id(), settings.lease(), ends.fenced())) {
            LOG.log(
                    WARNING,
                    () -> "Worker " + identity.id() + " was taken for lost; its tasks were given to others. It"
                            + " registers anew");
            fenceOff();
            asked = System.nanoTime();
            register();
        }
        lease.renewed(asked);
        if (fencedOff) {
            fencedOff = false;
            LOG.log(INFO, () -> "Worker " + identity.id() + " has its lease again and goes on");
        }
        claimer.leaseRenewed();
        updateSlots();
        return settings.lease().dividedBy(3);
    }

    private void register() {
        Map<String, Integer> queues = served.get();
        workers.register(identity.id(), identity.host(), queues, names, settings.lease(), order.get());
        told = queues;
    }

    /** Only when they have changed. */
    private void updateSlots() {
        Map<String, Integer> queues = served.get();
        if (!queues.equals(told)) {
            workers.updateSlots(identity.id(), queues);
            told = queues;
        }
    }

    private Duration watch() {
        if (!lease.held() && fencedOff) {
            allSlots.forEach(Slots::fenceOff); // what has slipped past the first time
        } else if (!lease.held()) {
            LOG.log(
                    WARNING,
                    () -> "Worker " + identity.id() + " could not renew its lease of " + settings.lease()
                            + "; it starts nothing, and what it runs is interrupted");
            fenceOff();
        }
        return TICK;
    }

    private void fenceOff() {
        fencedOff = true;
        allSlots.forEach(Slots::fenceOff);
        claimer.requestReconciliation();
    }
}
