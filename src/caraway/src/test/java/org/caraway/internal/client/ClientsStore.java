package org.caraway.internal.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.AttemptCompletion;
import org.caraway.internal.store.ClaimRequest;
import org.caraway.internal.store.ClaimedTask;
import org.caraway.internal.store.CompletionResult;
import org.caraway.internal.store.FinishedTask;
import org.caraway.internal.store.FoundRevocations;
import org.caraway.internal.store.LateTaskScan;
import org.caraway.internal.store.LogLine;
import org.caraway.internal.store.OrphanedResults;
import org.caraway.internal.store.ReleaseResult;
import org.caraway.internal.store.RescueResult;
import org.caraway.internal.store.RunningReport;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.TaskCounts;
import org.caraway.internal.store.Unclaimable;
import org.caraway.internal.store.WorkerDirectives;
import org.caraway.spi.ResultStore;

/** A store for clients: what only workers ask is refused. */
abstract class ClientsStore implements Store {

    @Override
    public List<ClaimedTask> claim(ClaimRequest request) {
        throw workersOnly();
    }

    @Override
    public Set<UUID> complete(List<AttemptCompletion> ends) {
        throw workersOnly();
    }

    @Override
    public CompletionResult completeUnlocked(List<AttemptCompletion> ends, Duration patience) {
        throw workersOnly();
    }

    @Override
    public List<FinishedTask> release(List<ClaimedTask> claimed) {
        throw workersOnly();
    }

    @Override
    public FoundRevocations revocations(String workerId) {
        throw workersOnly();
    }

    @Override
    public void report(List<RunningReport> reports) {
        throw workersOnly();
    }

    @Override
    public void log(List<LogLine> lines) {
        throw workersOnly();
    }

    @Override
    public void registerWorker(
            String workerId,
            String host,
            Map<String, Integer> queues,
            Set<String> names,
            Duration lease,
            WorkerOrder order) {
        throw workersOnly();
    }

    @Override
    public void updateSlots(String workerId, Map<String, Integer> queues) {
        throw workersOnly();
    }

    @Override
    public Set<String> servedQueues() {
        throw workersOnly();
    }

    @Override
    public Map<String, Duration> untilNextDue(Set<String> queues, Set<String> names) {
        throw workersOnly();
    }

    @Override
    public boolean deliver(ClaimedTask task) {
        throw workersOnly();
    }

    @Override
    public List<ClaimedTask> startedBy(String workerId) {
        throw workersOnly();
    }

    @Override
    public ReleaseResult releaseStarted(List<ClaimedTask> claimed) {
        throw workersOnly();
    }

    @Override
    public boolean renewWorker(String workerId, Duration lease, long lateEnds) {
        throw workersOnly();
    }

    @Override
    public ReleaseResult removeWorker(String workerId) {
        throw workersOnly();
    }

    @Override
    public RescueResult rescue(String workerId, BooleanSupplier permission, Map<String, Integer> limits) {
        throw workersOnly();
    }

    @Override
    public RescueResult sweep(Map<String, Integer> limits) {
        throw workersOnly();
    }

    @Override
    public List<Unclaimable> unclaimable() {
        throw workersOnly();
    }

    @Override
    public void count(String writer, List<TaskCounts> tallies) {
        throw workersOnly();
    }

    @Override
    public List<FinishedTask> expire(int limit) {
        throw workersOnly();
    }

    @Override
    public void noteResult(ResultStore.Key key) {
        throw workersOnly();
    }

    @Override
    public OrphanedResults orphanedResults(int limit) {
        throw workersOnly();
    }

    @Override
    public void resultsDeleted(List<ResultStore.Key> keys) {
        throw workersOnly();
    }

    @Override
    public void makePartitions(Duration age) {
        throw workersOnly();
    }

    @Override
    public boolean dropPartitions(Duration age, int limit) {
        throw workersOnly();
    }

    @Override
    public int prune(Duration age, int limit) {
        throw workersOnly();
    }

    @Override
    public boolean pruneExpiredRows(Duration age, int limit) {
        throw workersOnly();
    }

    @Override
    public Optional<Duration> untilNextDue(String queue, Set<String> names) {
        throw workersOnly();
    }

    @Override
    public List<ClaimedTask> claimThese(ClaimRequest request, Set<UUID> ids) {
        throw workersOnly();
    }

    @Override
    public List<ClaimRequest.FairnessGroup> truncatedGroups(ClaimRequest request) {
        throw workersOnly();
    }

    @Override
    public LateTaskScan scanForLateTasks(String queue) {
        throw workersOnly();
    }

    @Override
    public WorkerDirectives directives(String workerId) {
        throw workersOnly();
    }

    @Override
    public boolean answer(String workerId, UUID question, String answer) {
        throw workersOnly();
    }

    private static UnsupportedOperationException workersOnly() {
        return new UnsupportedOperationException("only workers do this");
    }
}
