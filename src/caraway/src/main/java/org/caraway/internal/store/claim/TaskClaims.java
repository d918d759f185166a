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
     * Claims due tasks of a queue: the state becomes STARTED, the attempt counts up, the worker is noted. Two workers never claim
     * the same task. The highest priority comes first; within one, the lines (tasks of one name and key) take turns, and within a
     * line the longest due comes first. Tasks are claimed only as far as their limits allow, counted for all workers together.
     * Nothing is claimed from a paused queue.
     */
    List<ClaimedTask> claim(ClaimRequest request);

    /** {@link #claim(ClaimRequest)} where nothing is limited. */
    default List<ClaimedTask> claim(String workerId, String queue, Set<String> names, int limit) {
        return claim(ClaimRequest.of(workerId, queue, names, limit));
    }

    /**
     * Claims those of these tasks that {@link #claim} could claim with this request and that have no limits, however many wait before
     * them, and whatever the request's own limit. For tasks of which the caller knows that nothing waits before them. A database that has
     * no use for it claims what {@link #claim} does, and so does a queue that has a limit.
     */
    List<ClaimedTask> claimThese(ClaimRequest request, Set<UUID> ids);

    /**
     * Where claims like this one stopped looking, in each priority that has more lines than a claim walks past; none where it has seen
     * them all.
     */
    List<ClaimRequest.FairnessGroup> truncatedGroups(ClaimRequest request);

    /**
     * Looks for due tasks that claims have passed by, where that would hold up claims if they did it themselves and it is time for it;
     * else does nothing. Beside claims, on another thread; does not join.
     */
    LateTaskScan scanForLateTasks(String queue);

    /**
     * How long until the queue is to be claimed from again: until its next task is due, zero or less if one is, absent if there is none. After a
     * claim that was not thorough, at most until the next one that is to be, and without tasks that such a claim leaves out.
     */
    Optional<Duration> untilNextDue(String queue, Set<String> names);
}
