package org.caraway.internal.engine.claim;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.recover.ReleaseResult;
import org.caraway.internal.store.recover.TaskReleases;

/**
 * Releases tasks that the database assigns to this worker and that it does not run. Thread-safe; the comparing is
 * confined to the claim loop, so that no claim can be under way meanwhile.
 *
 * <p>There is reason for it when a claim failed, because it may have been committed all the same, and when attempts
 * were fenced off for want of a lease. The database is asked first and the in-flight tasks afterwards: a task that is
 * completed in between is no longer held, but its token does not hold either, and releasing it changes nothing. Each
 * request is served twice, the second time after the next renewal of the lease: a commit may take effect after its
 * connection was lost. And now and then without any request.
 */
public final class Reconciler {

    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final int LOOKS_PER_DOUBT = 2;
    private static final int RENEWALS_BETWEEN_LOOKS = 30;

    private final String workerId;
    private final TaskReleases releases;
    private final InFlightTasks inFlight;
    private final CompletionNotifier notifier;
    private final AtomicInteger owed = new AtomicInteger();
    private final AtomicInteger renewals = new AtomicInteger();
    private final AtomicBoolean due = new AtomicBoolean();

    public Reconciler(String workerId, TaskReleases releases, InFlightTasks inFlight, CompletionNotifier notifier) {
        this.workerId = workerId;
        this.releases = releases;
        this.inFlight = inFlight;
        this.notifier = notifier;
    }

    /** The database may believe that this worker holds more than it does. */
    void requestReconciliation() {
        owed.set(LOOKS_PER_DOUBT);
        due.set(true);
    }

    /** The lease was renewed; returns whether to reconcile now. */
    boolean renewed() {
        if (owed.get() > 0 || renewals.incrementAndGet() >= RENEWALS_BETWEEN_LOOKS) {
            renewals.set(0);
            due.set(true);
        }
        return due.get();
    }

    /** Compares if there is reason to; returns whether it released something. */
    boolean reconcileIfDue() {
        if (!due.getAndSet(false)) {
            return false;
        }
        boolean done = false;
        try {
            boolean released = reconcile();
            done = true;
            owed.updateAndGet(left -> Math.max(0, left - 1));
            return released;
        } finally {
            if (!done) {
                due.set(true);
            }
        }
    }

    private boolean reconcile() {
        List<ClaimedTask> started = releases.startedBy(workerId);
        inFlight.forgetBegun(started.stream().map(ClaimedTask::id).collect(toSet()));
        List<ClaimedTask> begun = new ArrayList<>();
        List<ClaimedTask> forgotten = new ArrayList<>();
        for (ClaimedTask task : started) {
            if (!inFlight.holds(task)) {
                (inFlight.hadBegun(task) ? begun : forgotten).add(task);
            }
        }
        report(begun, releases::releaseStarted);
        report(forgotten, releases::releaseForgotten);
        return !begun.isEmpty() || !forgotten.isEmpty();
    }

    private void report(List<ClaimedTask> tasks, Function<List<ClaimedTask>, ReleaseResult> release) {
        if (tasks.isEmpty()) {
            return;
        }
        ReleaseResult result = release.apply(tasks);
        notifier.revoked(result.revoked());
        notifier.advanced(result.advance());
        int released = result.released().size();
        LOG.log(
                released > 0 ? WARNING : DEBUG,
                () -> "Worker " + workerId + " released " + released + " of " + tasks.size()
                        + " tasks that it does not run; they run again unless they may be delivered only once");
    }
}
