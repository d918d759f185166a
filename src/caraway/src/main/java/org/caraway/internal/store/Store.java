package org.caraway.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.caraway.TaskLogEntry;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.spi.ResultStore;

/**
 * The door to the tables; one conformance suite holds every database to it. Thread-safe.
 *
 * <p>Methods that say "joins" run inside the thread's JTA transaction where one is active and commit with it; all others,
 * and these without a transaction, have committed when they return. All throw {@link org.caraway.QueueUnavailableException} when
 * the database does not answer. Whatever compares or sets an instant uses the database's clock.
 */
public interface Store {

    /**
     * Inserts all tasks, all or none; joins. One whose id or unique key is taken already is not inserted: another stands for it.
     *
     * @return for each task, in their order, which stands for it
     * @throws org.caraway.TaskNotUniqueException if a key is taken and the call will not have another task in its place
     */
    List<InsertedTask> insert(List<NewTask> tasks);

    /** What is stored of the task; joins, so that a caller sees what it enqueued itself. */
    Optional<TaskView> find(UUID id);

    /** The same for many at once, by id; those that are not there are left out. */
    Map<UUID, TaskView> findAll(Set<UUID> ids);

    /** Those of these tasks that are over; for many waiters at once; does not join. */
    Set<UUID> finished(Set<UUID> ids);

    /**
     * Claims due tasks of a queue: the state becomes STARTED, the attempt counts up, the worker is noted. Two workers never claim
     * the same task. The highest priority comes first; within one, the lines (tasks of one name and key) take turns, and within a
     * line the longest due comes first. Tasks are claimed only as far as their limits allow, counted for all workers together.
     * Nothing is claimed from a paused queue.
     */
    List<ClaimedTask> claim(ClaimRequest request);

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

    /** {@link #claim(ClaimRequest)} where nothing is limited. */
    default List<ClaimedTask> claim(String workerId, String queue, Set<String> names, int limit) {
        return claim(ClaimRequest.of(workerId, queue, names, limit));
    }

    /**
     * Writes the ends of attempts in one batch: final tasks move to the finished table, others become RETRY; an attempt
     * that did not succeed leaves a row in {@code caraway_attempt}. Joins.
     *
     * @return the ids of those whose fencing token no longer holds: nothing was written of them
     */
    Set<UUID> complete(List<AttemptCompletion> ends);

    /**
     * Writes the ends of attempts as {@link #complete} does, but leaves those out whose rows somebody else has locked; does not join.
     *
     * @param patience how long to wait for a lock before leaving its row out, as far as the database can be told (H2 waits as long
     *     as its URL says); zero for not at all
     */
    CompletionResult completeUnlocked(List<AttemptCompletion> ends, Duration patience);

    /**
     * Gives claimed tasks back that were not started: PENDING or RETRY as before, due at once, the attempt uncounted.
     *
     * @return those that have been revoked, and are over instead
     */
    List<FinishedTask> release(List<ClaimedTask> tasks);

    /** Which of the tasks that this worker holds have been revoked; and ends those that nobody holds. Cheap when there are none. */
    FoundRevocations revocations(String workerId);

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
     * Takes the connection of the thread's transaction, now instead of at its first statement, so that another thread can end what
     * hangs in it; none without a transaction, or where the database or its driver has no way. Joins.
     */
    HeldConnection holdConnection();

    /** Writes running attempts' latest reports in one batch under their fencing tokens; those that lost it are skipped. */
    void report(List<RunningReport> reports);

    /** Appends lines to {@code caraway_log}. */
    void log(List<LogLine> lines);

    /** What the task has logged, in order, the newest {@code limit} lines of it; joins. */
    List<TaskLogEntry> logOf(UUID id, int limit);

    /**
     * Notes a new worker with a lease of this length.
     *
     * @param queues what it serves, with its slots for each
     * @param names the definitions that it has
     * @param order what it does as it was told: {@link WorkerOrder#WORK}, but for one that was taken off the list and signs on again
     */
    void registerWorker(
            String workerId,
            String host,
            Map<String, Integer> queues,
            Set<String> names,
            Duration lease,
            WorkerOrder order);

    /** Notes with how many slots the worker serves its queues now. */
    void updateSlots(String workerId, Map<String, Integer> queues);

    /** The queues that living workers serve, those of single nodes and workers included; joins. */
    Set<String> servedQueues();

    /** The living workers that have a definition of this name; joins. */
    List<String> workersKnowing(String name);

    /**
     * Renews the worker's lease.
     *
     * @param lateEnds how many ends it came too late with so far, for those who look at the worker
     * @return false if the worker is no longer known: its tasks may have gone to others, it must stop
     */
    boolean renewWorker(String workerId, Duration lease, long lateEnds);

    /**
     * Takes the worker off the list and gives up at once what it still holds, as {@link #releaseStarted} does. Tasks that were for this
     * worker only become EXPIRED.
     *
     * @return those that run again, and those that had been revoked
     */
    ReleaseResult removeWorker(String workerId);

    /**
     * Takes workers whose lease is over off the list. Their tasks become PENDING again with one more delivery; those that have
     * reached {@code maxDeliveries} of their definition, or may be delivered only once and have been, fail with
     * {@link org.caraway.WorkerLostException}. Tasks that were for such a worker only become EXPIRED. Cheap when no worker is lost.
     *
     * @param workerId who rescues: nothing is done unless its own lease is valid
     * @param permission asked when lost workers were found, before anything of theirs is changed; they are left alone if it says no
     * @param maxDeliveries for each known name how many deliveries it may have; 3 for others
     */
    RescueResult rescue(String workerId, BooleanSupplier permission, Map<String, Integer> maxDeliveries);

    /** Deals in the same way with tasks whose worker is not on the list at all; reads the whole live table. */
    RescueResult sweep(Map<String, Integer> maxDeliveries);

    /** Due tasks that no living worker can claim, by queue and name; reads the whole live table. */
    List<Unclaimable> unclaimable();

    /**
     * Moves tasks that wait and may not begin any more to the finished table as EXPIRED, at most {@code limit} of them, those first
     * that expired first. Cheap when there are none.
     */
    List<FinishedTask> expire(int limit);

    /**
     * Adds to what this process has done in the present minute of the database's clock.
     *
     * @param writer whose numbers they are; no other process may have this name
     */
    void count(String writer, List<TaskCounts> tallies);

    /**
     * Deletes finished tasks older than this, and those whose own retention has passed, with their attempts and log lines, at most
     * {@code limit} of them. If this is a day or more, those without a retention of their own are left that {@link #dropPartitions} is
     * going to delete.
     *
     * @return how many tasks
     */
    int prune(Duration age, int limit);

    /**
     * Deletes what else nobody asks for any more, at most {@code limit} rows of each table: unique keys that are free again, full
     * buckets, questions that are over, and of what operators did and what was counted that which is older than this.
     *
     * @return whether there may be more
     */
    boolean pruneExpiredRows(Duration age, int limit);

    /**
     * Makes the partitions that the finished tasks of the coming days will lie in, where the database has such. Cheap when they are
     * there. What keeps it from making one is told in the log once, and does no harm: tasks without a partition are pruned in batches.
     *
     * @param age how long finished tasks are kept
     */
    void makePartitions(Duration age);

    /**
     * Drops the oldest partition in which no task is to be kept any longer: none is younger than this, or has a retention of its own that
     * has not passed. Attempts and log lines go first, at most {@code limit} of each at a time. Cheap when there is none. Gives
     * up, until the next time, if somebody has locked finished tasks for longer than a moment.
     *
     * @return whether there may be more to do at once
     */
    boolean dropPartitions(Duration age, int limit);

    /** What was set at run time for queues and task definitions, and what this worker is told and asked; does not join. */
    WorkerDirectives directives(String workerId);

    /** Answers a question to this worker; does not join. Returns false if nobody waits for the answer any more. */
    boolean answer(String workerId, UUID question, String answer);

    /** Notes that there may be a result in the application's store under this key, if that is not noted yet; joins. */
    void noteResult(ResultStore.Key key);

    /** Looks at noted results, at most {@code limit} of those whose turn it is: each after an hour, later once a day. Cheap when there are none. */
    OrphanedResults orphanedResults(int limit);

    /** Takes the notes away of results that have been deleted. */
    void resultsDeleted(List<ResultStore.Key> keys);

    /**
     * Deletes this task, if it is finished, with its attempts and log lines, and has its stored results looked at next; joins. False if
     * there is no such finished task.
     */
    boolean forget(UUID id);

    /** How many tasks wait in the queue, due or not, counted no further than {@code most}; joins. */
    int waiting(String queue, int most);

    /** How many tasks may wait in each queue for which that was set at run time; joins. */
    Map<String, Integer> maxLengths();

    /**
     * How long until the queue is to be claimed from again: until its next task is due, zero or less if one is, absent if there is none. After a
     * claim that was not thorough, at most until the next one that is to be, and without tasks that such a claim leaves out.
     */
    Optional<Duration> untilNextDue(String queue, Set<String> names);

    /** How long until the next task of each of these queues is due, as {@link #untilNextDue(String, Set)} says; without those that have none. */
    Map<String, Duration> untilNextDue(Set<String> queues, Set<String> names);
}
