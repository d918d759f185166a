package org.caraway.internal.store.recover;

import java.util.List;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.HeldConnection;

/** Releases claimed tasks, and marks deliveries. Thread-safe. */
public interface TaskReleases {

    /**
     * Releases claimed tasks that were not started: PENDING or RETRY as before, due at once, the attempt uncounted.
     * Those whose rows another session has locked stay STARTED, for {@link #releaseStarted} or {@link #releaseAll}.
     *
     * @return the tasks that have been revoked, and are finished instead
     */
    EndedTasks release(List<ClaimedTask> tasks);

    /**
     * Records that the method of an at-most-once task is about to begin: from now on the task never runs again if its
     * worker is lost.
     *
     * @return false if the fencing token no longer holds: the method must not begin
     */
    boolean deliver(ClaimedTask task);

    /** All tasks that are STARTED by this worker, according to the database; without arguments and headers. */
    List<ClaimedTask> startedBy(String workerId);

    /**
     * Releases claimed tasks whose attempts have begun and will not complete: they run again, at once, with one more
     * delivery, and the attempt is recorded as LOST. However often that happens, none fails because of it; those that
     * may be delivered only once, and have been, fail with {@link org.caraway.WorkerLostException}.
     *
     * @return those that run again, and those that had been revoked
     */
    ReleaseResult releaseStarted(List<ClaimedTask> tasks);

    /**
     * As {@link #releaseStarted} for attempts that have not begun as far as this worker knows: no delivery is counted.
     */
    ReleaseResult releaseForgotten(List<ClaimedTask> tasks);

    /**
     * Deregisters the worker, which stops, and releases at once the tasks that it still holds, as {@link
     * #releaseStarted} does, but no delivery is counted. Tasks
     * that were for this worker only become EXPIRED.
     *
     * @return those that run again, and those that had been revoked
     */
    ReleaseResult releaseAll(String workerId);

    /**
     * Takes the connection of the thread's transaction, now instead of at its first statement, so that another thread
     * can interrupt a statement in it; {@link HeldConnection#NONE} without a transaction, or where the database or its
     * driver does not support it. Joins.
     */
    HeldConnection holdConnection();
}
