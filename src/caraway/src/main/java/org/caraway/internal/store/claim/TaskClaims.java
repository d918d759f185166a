package org.caraway.internal.store.claim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.ClaimedTask;

/** Claims due tasks for a worker. Thread-safe. */
public interface TaskClaims {

    /**
     * Claims due tasks of a queue: the state becomes STARTED, the attempt counts up, the worker is stored. Two workers
     * never claim the same task. The highest priority comes first; within one, the fairness groups take turns, and
     * within a fairness group the task that has been due the longest comes first. Tasks are claimed only as far as
     * their limits allow, counted for all workers together. Nothing is claimed from a paused queue.
     */
    List<ClaimedTask> claim(ClaimRequest request);

    /** {@link #claim(ClaimRequest)} where nothing is limited. */
    default List<ClaimedTask> claim(String workerId, String queue, Set<String> names, int limit) {
        return claim(ClaimRequest.of(workerId, queue, names, limit));
    }

    /**
     * Claims those of these tasks that {@link #claim} could claim with this request and that have no limits, however
     * many wait before them, and whatever the request's own limit. For tasks that the caller knows to be first in their
     * fairness groups. On a database that has no need of this, and for a queue that has a limit, it claims as {@link
     * #claim} does.
     */
    List<ClaimedTask> claimThese(ClaimRequest request, Set<UUID> ids);

    /**
     * The last fairness group that a claim with this request reached, in each priority that has more groups than a
     * claim walks past; empty if the claim reached all.
     */
    List<ClaimRequest.FairnessGroup> truncatedGroups(ClaimRequest request);

    /**
     * Scans for due tasks that claims skipped, where a scan during a claim would delay the claim and a scan is due;
     * otherwise does nothing. Runs beside claims, on another thread; does not join.
     */
    LateTaskScan scanForLateTasks(String queue);

    /**
     * How long until the next claim from the queue: until its next task is due, zero or less if one is, absent if there
     * is none. After a claim that was not thorough, at most until the next thorough claim, and without tasks that such
     * a claim leaves out.
     */
    Optional<Duration> untilNextDue(String queue, Set<String> names);
}
