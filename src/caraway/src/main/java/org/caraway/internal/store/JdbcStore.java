package org.caraway.internal.store;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.TaskLogEntry;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.spi.ResultStore;
import org.jspecify.annotations.Nullable;

/** {@link Store} on a data source. Thread-safe. A door only: each concern is a class of its own. */
public final class JdbcStore implements Store {

    private final TaskInserts inserts;
    private final TaskClaims claims;
    private final JdbcCompletions ends;
    private final RunningReports reports;
    private final JdbcTaskReleases held;
    private final JdbcRevokedTasks revoked;
    private final JdbcWorkerRegistry leases;
    private final JdbcRescues rescues;
    private final TaskReads reads;
    private final NodeTasks pinned;
    private final UnclaimableTasks unclaimable;
    private final FinishedPartitions partitions;
    private final Retention retention;
    private final RuntimeSettingsReader controls;
    private final JdbcWorkerRequests questions;
    private final Expiries expiries;
    private final Counters counters;
    private final QueueLengths lengths;
    private final JdbcResultNotes results;

    private JdbcStore(Connections connections, Dialect dialect, Retentions retentions) {
        inserts = new TaskInserts(connections, dialect);
        claims = new TaskClaims(connections, dialect, System::nanoTime);
        ends = new JdbcCompletions(connections, dialect);
        reports = new RunningReports(connections, dialect);
        held = new JdbcTaskReleases(connections, dialect, retentions);
        revoked = new JdbcRevokedTasks(connections, retentions);
        leases = new JdbcWorkerRegistry(connections);
        rescues = new JdbcRescues(connections, dialect, retentions);
        reads = new TaskReads(connections);
        pinned = new NodeTasks(connections);
        unclaimable = new UnclaimableTasks(connections);
        partitions = dialect.partitions(connections);
        retention = new Retention(connections, partitions);
        controls = new RuntimeSettingsReader(connections);
        questions = new JdbcWorkerRequests(connections);
        expiries = new Expiries(connections, retentions);
        counters = new Counters(connections);
        lengths = new QueueLengths(connections);
        results = new JdbcResultNotes(connections);
    }

    /**
     * A store on this data source, whose schema must be there.
     *
     * @param timeout how long the database may stay silent before it counts as away
     * @param transactions tells whether the thread has a JTA transaction to join; null if nothing is ever joined
     * @throws CarawayException if the database is none that Caraway knows, or too old
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    public static Store open(
            DataSource dataSource, Duration timeout, @Nullable TransactionSynchronizationRegistry transactions) {
        return open(dataSource, timeout, transactions, Map.of());
    }

    /**
     * As {@link #open(DataSource, Duration, TransactionSynchronizationRegistry)}, with what definitions say.
     *
     * @param retentions by their names how long finished tasks of these definitions are kept; what a call says goes before
     */
    public static Store open(
            DataSource dataSource,
            Duration timeout,
            @Nullable TransactionSynchronizationRegistry transactions,
            Map<String, Duration> retentions) {
        Dialect dialect = Dialect.of(dataSource);
        return new JdbcStore(
                new Connections(dialect.reading(dataSource), transactions, timeout),
                dialect,
                new Retentions(retentions));
    }

    @Override
    public List<InsertedTask> insert(List<NewTask> tasks) {
        return inserts.insert(tasks);
    }

    @Override
    public Optional<TaskView> find(UUID id) {
        return reads.find(id);
    }

    @Override
    public Map<UUID, TaskView> findAll(Set<UUID> ids) {
        return ids.isEmpty() ? Map.of() : reads.findAll(ids);
    }

    @Override
    public Set<UUID> finished(Set<UUID> ids) {
        return reads.finished(ids);
    }

    @Override
    public List<ClaimedTask> claim(ClaimRequest request) {
        return claims.claim(request);
    }

    @Override
    public List<ClaimedTask> claimThese(ClaimRequest request, Set<UUID> ids) {
        return claims.claimThese(request, ids);
    }

    @Override
    public List<ClaimRequest.FairnessGroup> truncatedGroups(ClaimRequest request) {
        return claims.truncatedGroups(request);
    }

    @Override
    public LateTaskScan scanForLateTasks(String queue) {
        return claims.scanForLateTasks(queue);
    }

    @Override
    public Set<UUID> complete(List<AttemptCompletion> attempts) {
        return ends.complete(attempts);
    }

    @Override
    public CompletionResult completeUnlocked(List<AttemptCompletion> attempts, Duration patience) {
        return ends.completeUnlocked(attempts, patience);
    }

    @Override
    public List<FinishedTask> release(List<ClaimedTask> tasks) {
        return held.release(tasks);
    }

    @Override
    public FoundRevocations revocations(String workerId) {
        return revoked.find(workerId);
    }

    @Override
    public boolean deliver(ClaimedTask task) {
        return held.deliver(task);
    }

    @Override
    public List<ClaimedTask> startedBy(String workerId) {
        return held.startedBy(workerId);
    }

    @Override
    public ReleaseResult releaseStarted(List<ClaimedTask> tasks) {
        return held.releaseStarted(tasks);
    }

    @Override
    public HeldConnection holdConnection() {
        return held.holdConnection();
    }

    @Override
    public void report(List<RunningReport> running) {
        reports.report(running);
    }

    @Override
    public void log(List<LogLine> lines) {
        reports.log(lines);
    }

    @Override
    public List<TaskLogEntry> logOf(UUID id, int limit) {
        return reads.logOf(id, limit);
    }

    @Override
    public void registerWorker(
            String workerId,
            String host,
            Map<String, Integer> queues,
            Set<String> names,
            Duration lease,
            WorkerOrder order) {
        leases.register(workerId, host, queues, names, lease, order);
    }

    @Override
    public void updateSlots(String workerId, Map<String, Integer> queues) {
        leases.updateSlots(workerId, queues);
    }

    @Override
    public Set<String> servedQueues() {
        return leases.servedQueues();
    }

    @Override
    public List<String> workersKnowing(String name) {
        return leases.knowing(name);
    }

    @Override
    public boolean renewWorker(String workerId, Duration lease, long lateEnds) {
        return leases.renew(workerId, lease, lateEnds);
    }

    @Override
    public ReleaseResult removeWorker(String workerId) {
        return held.releaseAll(workerId);
    }

    @Override
    public RescueResult rescue(String workerId, BooleanSupplier permission, Map<String, Integer> maxDeliveries) {
        return rescues.rescue(workerId, permission, maxDeliveries);
    }

    @Override
    public RescueResult sweep(Map<String, Integer> maxDeliveries) {
        return rescues.sweep(maxDeliveries);
    }

    @Override
    public List<Unclaimable> unclaimable() {
        return unclaimable.find();
    }

    @Override
    public List<FinishedTask> expire(int limit) {
        return expiries.expire(limit);
    }

    @Override
    public void count(String writer, List<TaskCounts> tallies) {
        counters.add(writer, tallies);
    }

    @Override
    public boolean forget(UUID id) {
        return retention.forget(id);
    }

    @Override
    public void noteResult(ResultStore.Key key) {
        results.note(key);
    }

    @Override
    public OrphanedResults orphanedResults(int limit) {
        return results.orphaned(limit);
    }

    @Override
    public void resultsDeleted(List<ResultStore.Key> keys) {
        results.deleted(keys);
    }

    @Override
    public void makePartitions(Duration age) {
        partitions.make(age);
    }

    @Override
    public boolean dropPartitions(Duration age, int limit) {
        return partitions.drop(age, limit);
    }

    @Override
    public int prune(Duration age, int limit) {
        return retention.prune(age, limit);
    }

    @Override
    public boolean pruneExpiredRows(Duration age, int limit) {
        return retention.pruneExpiredRows(age, limit);
    }

    @Override
    public WorkerDirectives directives(String workerId) {
        return controls.read(workerId);
    }

    @Override
    public boolean answer(String workerId, UUID question, String answer) {
        return questions.answer(workerId, question, answer);
    }

    @Override
    public int waiting(String queue, int most) {
        return lengths.waiting(queue, most);
    }

    @Override
    public Map<String, Integer> maxLengths() {
        return lengths.maxLengths();
    }

    @Override
    public Optional<Duration> untilNextDue(String queue, Set<String> names) {
        return claims.untilNextDue(queue, names);
    }

    @Override
    public Map<String, Duration> untilNextDue(Set<String> queues, Set<String> names) {
        return pinned.untilNextDue(queues, names);
    }
}
