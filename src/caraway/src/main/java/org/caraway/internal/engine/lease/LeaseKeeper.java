package org.caraway.internal.engine.lease;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.worker.WorkerRegistry;

/**
 * Renews this worker's lease, and fences off its attempts when the lease is lost. Thread-safe; it has two loops,
 * because a loop that waits for the database cannot watch the clock.
 *
 * <p>The lease covers all tasks of the worker, however long they run: one row is renewed three times in the length of
 * the lease. If it was not renewed in time (the database was unavailable, the process paused), other nodes may have
 * rescued the tasks. So the worker starts no tasks, and interrupts and fences off running attempts: the fencing token
 * refuses their completions anyway, but an early interrupt can prevent duplicate effects, such as a second mail.
 * Completions of attempts that ended in time are kept and still stored if no other worker has received the task.
 *
 * <p>When the database answers again, the worker continues under its id: the fenced-off tasks are released and run
 * again. If another node has removed the worker meanwhile, it registers again with its current order: a paused worker
 * stays paused.
 */
public final class LeaseKeeper implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());
    private static final Duration TICK = Duration.ofMillis(100);

    private final String workerId;
    private final String host;
    private final Map<String, String> signatures;
    private final WorkerRegistry workers;
    private final Lease lease;
    private final LeaseHolder holder;
    private final Loop renewal = new Loop("lease", Duration.ZERO, this);
    private final Loop watch = new Loop("fence", Duration.ZERO, this::watch);
    private volatile boolean fencedOff;
    private volatile Map<String, Integer> registeredSlots = Map.of(); // with how many it is registered

    /**
     * A keeper that has not registered the worker yet.
     *
     * @param signatures the signatures of the definitions that the worker has, by their names
     */
    public LeaseKeeper(
            String workerId,
            String host,
            Map<String, String> signatures,
            WorkerRegistry workers,
            Lease lease,
            LeaseHolder holder) {
        this.workerId = workerId;
        this.host = host;
        this.signatures = Map.copyOf(signatures);
        this.workers = workers;
        this.lease = lease;
        this.holder = holder;
    }

    /** The loops, in the order in which they start. */
    public List<Loop> loops() {
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
        Optional<Duration> advance = workers.renew(workerId, lease.length(), holder.fencedCompletions());
        if (advance.isPresent()) {
            reportJump(lease.renewed(asked, advance.get()));
        } else {
            LOG.log(
                    WARNING,
                    () -> "Worker " + workerId + " was taken for lost; other workers have its tasks. It registers"
                            + " again");
            fenceOff();
            asked = System.nanoTime();
            register();
            lease.renewed(asked, Duration.ZERO);
        }
        if (fencedOff) {
            fencedOff = false;
            LOG.log(INFO, () -> "Worker " + workerId + " has its lease again and continues");
        }
        holder.leaseRenewed();
        updateSlots();
        return lease.length().dividedBy(3);
    }

    private void reportJump(Duration jump) {
        if (!jump.isZero()) {
            LOG.log(
                    WARNING,
                    () -> "The database's clock has jumped " + (jump.isNegative() ? "back" : "forward") + " by "
                            + jump.abs() + " since worker " + workerId + " renewed its lease. No worker is taken for"
                            + " lost for " + lease.length() + ". Find out what sets the clock of the database's host");
        }
    }

    private void register() {
        Map<String, Integer> queues = holder.slots();
        workers.register(workerId, host, queues, signatures.keySet(), lease.length(), holder.order());
        workers.describe(workerId, signatures);
        registeredSlots = queues;
    }

    /** Only when they have changed. */
    private void updateSlots() {
        Map<String, Integer> queues = holder.slots();
        if (!queues.equals(registeredSlots)) {
            workers.updateSlots(workerId, queues);
            registeredSlots = queues;
        }
    }

    private Duration watch() {
        if (!lease.held() && fencedOff) {
            holder.fenceOff(); // what has slipped past the first time
        } else if (!lease.held()) {
            LOG.log(
                    WARNING,
                    () -> "Worker " + workerId + " could not renew its lease of " + lease.length()
                            + "; it starts nothing, and what it runs is interrupted");
            fenceOff();
        }
        return TICK;
    }

    private void fenceOff() {
        fencedOff = true;
        holder.fenceOff();
        holder.requestReconciliation();
    }
}
