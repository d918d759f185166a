package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.caraway.TaskError;
import org.caraway.internal.engine.claim.ClaimedFacts;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.store.recover.MendedWorkflows;
import org.caraway.internal.store.recover.RescueResult;
import org.caraway.internal.store.recover.Rescues;

/**
 * Rescues the tasks of workers whose lease has expired. Thread-safe; confined to one loop.
 *
 * <p>It scans the short table of workers about every two seconds, so the tasks of a lost worker run again within its
 * lease and about two seconds. A sweep for started tasks of unregistered workers reads the whole live table, so it runs
 * rarely, and soon after a rescue that had to skip locked tasks. So does a scan for workflows with steps that wait for
 * nothing, by one of the workers.
 *
 * <p>A worker whose own lease has expired, now or less than a lease ago, considers no worker lost: the cause may have
 * affected the others, too. The own lease is checked again after the database has returned the lost workers, because
 * that answer may have been delayed by the same cause.
 */
public final class Rescuer {

    private static final System.Logger LOG = System.getLogger(Rescuer.class.getName());
    private static final long GAP_MILLIS = 2_000;
    private static final Duration SWEEP_GAP = Duration.ofMinutes(5);
    private static final Duration SWEEP_AGAIN = Duration.ofSeconds(5);

    private final String workerId;
    private final Rescues rescues;
    private final Lease lease;
    private final Map<String, Integer> maxDeliveries;
    private final Claimer claimer;
    private final TaskObservers observers;
    private final CompletionNotifier notifier;
    private final Loop loop = new Loop("rescue", Duration.ZERO, this::rescue);
    private long nextSweepNanos; // confined to the loop
    private int sweepsOwed; // confined to the loop

    public Rescuer(
            String workerId,
            Rescues rescues,
            Lease lease,
            Map<String, Integer> maxDeliveries,
            Claimer claimer,
            TaskObservers observers,
            CompletionNotifier notifier) {
        this.workerId = workerId;
        this.rescues = rescues;
        this.lease = lease;
        this.maxDeliveries = maxDeliveries;
        this.claimer = claimer;
        this.observers = observers;
        this.notifier = notifier;
        nextSweepNanos = System.nanoTime() + lease.length().toNanos();
    }

    public Loop loop() {
        return loop;
    }

    private Duration rescue() {
        if (lease.clockWentBack()) {
            int corrected = rescues.correctDueTimes();
            LOG.log(
                    WARNING,
                    () -> corrected + " tasks would have waited until the database's clock, which went back, had"
                            + " caught up; their due times are corrected");
            claimer.scan();
        }
        if (lease.mayRescue()) {
            RescueResult rescue = rescues.rescue(workerId, lease::mayRescue, maxDeliveries);
            reportRescued(rescue);
            if (rescue.unfinished()) {
                sweepSoon();
            }
            if (nextSweepNanos - System.nanoTime() <= 0) {
                sweep();
            }
        }
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(GAP_MILLIS / 2, GAP_MILLIS));
    }

    /** A locked row becomes free when its transaction ends: try for a minute, then leave it to the rare sweep. */
    private void sweepSoon() {
        sweepsOwed = 12;
        nextSweepNanos = System.nanoTime() + SWEEP_AGAIN.toNanos();
    }

    private void sweep() {
        sweepsOwed = Math.max(0, sweepsOwed - 1);
        nextSweepNanos = System.nanoTime() + (sweepsOwed > 0 ? SWEEP_AGAIN : SWEEP_GAP).toNanos(); // also if it fails
        reportRescued(rescues.sweep(maxDeliveries));
        reportMended(rescues.mend(workerId));
    }

    private void reportMended(MendedWorkflows mended) {
        if (!mended.ids().isEmpty()) {
            LOG.log(
                    WARNING,
                    () -> "Workflows " + mended.ids()
                            + " had steps that waited for nothing, and go on now; a SQL client has"
                            + " changed their rows, or this is a bug in Caraway");
            mended.ids().forEach(observers::workflowMended);
            notifier.advanced(mended.advance());
        }
    }

    private void reportRescued(RescueResult rescue) {
        rescue.released().forEach(lost -> observers.redelivered(ClaimedFacts.of(lost.task())));
        rescue.failed().forEach(this::reportFailed);
        notifier.revoked(rescue.revoked());
        notifier.expired(rescue.expired());
        notifier.advanced(rescue.advance());
        if (!rescue.workers().isEmpty()
                || !rescue.released().isEmpty()
                || !rescue.failed().isEmpty()) {
            LOG.log(
                    WARNING,
                    () -> "Lost workers " + rescue.workers() + ": "
                            + rescue.released().size() + " of their tasks run again, "
                            + rescue.failed().size() + " may not be delivered again and failed");
            claimer.scan();
        }
    }

    private void reportFailed(RescueResult.Lost lost) {
        TaskError error = lost.error();
        if (error != null) {
            observers.ended(
                    ClaimedFacts.of(lost.task()), new AttemptResult(new Transition.Fail(error), null, Duration.ZERO));
        }
    }
}
