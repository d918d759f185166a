package org.caraway.internal.store.recover;

import java.util.List;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.HeldConnection;

/** Gives claimed tasks back, and marks deliveries. Thread-safe. */
public interface TaskReleases {

    /**
     * Gives claimed tasks back that were not started: PENDING or RETRY as before, due at once, the attempt uncounted.
     *
     * @return those that have been revoked, and are over instead
     */
    List<FinishedTask> release(List<ClaimedTask> tasks);

    /**
     * Notes that the method of a task which may be delivered only once is about to begin: from now on the task never runs
     * again for want of its worker.
     *
     * @return false if the fencing token no longer holds: the method must not begin
     */
    boolean deliver(ClaimedTask task);

    /** All tasks that are STARTED by this worker, by what the database knows; without arguments and headers. */
    List<ClaimedTask> startedBy(String workerId);

    /**
     * Gives claimed tasks back whose attempts will not end, whether they have begun or not: they run again, at once, and the
     * attempt is recorded as LOST. Those that may be delivered only once, and have been, fail with
     * {@link org.caraway.WorkerLostException}.
     *
     * @return those that run again, and those that had been revoked
     */
    ReleaseResult releaseStarted(List<ClaimedTask> tasks);

    /**
     * Takes the worker off the list and gives up at once what it still holds, as {@link #releaseStarted} does. Tasks that were for this
     * worker only become EXPIRED.
     *
     * @return those that run again, and those that had been revoked
     */
    ReleaseResult releaseAll(String workerId);

    /**
     * Takes the connection of the thread's transaction, now instead of at its first statement, so that another thread can end what
     * hangs in it; none without a transaction, or where the database or its driver has no way. Joins.
     */
    HeldConnection holdConnection();
}
