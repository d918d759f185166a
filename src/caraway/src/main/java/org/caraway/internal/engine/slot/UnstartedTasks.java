package org.caraway.internal.engine.slot;

import java.util.List;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.recover.EndedTasks;
import org.caraway.internal.store.recover.TaskReleases;

/** The claimed tasks of one queue that have not been started, and their release. Thread-safe. */
public final class UnstartedTasks {

    private final PrefetchQueue queue;
    private final TaskReleases releases;
    private final InFlightTasks inFlight;
    private final Claimer claimer;

    UnstartedTasks(PrefetchQueue queue, TaskReleases releases, InFlightTasks inFlight, Claimer claimer) {
        this.queue = queue;
        this.releases = releases;
        this.inFlight = inFlight;
        this.claimer = claimer;
    }

    /**
     * Releases all tasks that no runner has started, and returns those that this finishes, because they were revoked.
     */
    public EndedTasks release() {
        List<ClaimedTask> unstarted = queue.drain();
        if (unstarted.isEmpty()) {
            return EndedTasks.NONE;
        }
        EndedTasks revoked = releases.release(unstarted);
        unstarted.forEach(inFlight::remove);
        return revoked;
    }

    /** Drops all waiting tasks; the reconciliation of the claim loop releases them. Returns whether there were any. */
    boolean drop() {
        List<ClaimedTask> dropped = queue.drain();
        dropped.forEach(inFlight::remove);
        return !dropped.isEmpty();
    }

    /** Drops tasks that were claimed for slots which have been withheld since. */
    void dropStranded() {
        if (queue.usable() <= 0 && drop()) {
            claimer.requestReconciliation();
        }
    }

    /** The attempt could not begin: the reconciliation of the claim loop releases its task. */
    void returnUnstarted(ClaimedTask task) {
        inFlight.remove(task);
        claimer.requestReconciliation();
    }

    /** Records that a runner has taken the task and does not start it. */
    void skip(ClaimedTask task) {
        queue.skipped();
        returnUnstarted(task);
    }
}
