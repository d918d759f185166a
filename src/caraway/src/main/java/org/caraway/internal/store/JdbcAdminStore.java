package org.caraway.internal.store;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.AttemptInfo;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.NameStats;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.StatsPoint;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.UnclaimableGroup;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerSelection;
import org.jspecify.annotations.Nullable;

/** {@link AdminStore} on a data source. Thread-safe. A door only: each concern is a class of its own. */
public final class JdbcAdminStore implements AdminStore {

    private final TaskSearch search;
    private final JdbcTaskRevocations revocations;
    private final Requeues requeues;
    private final QueueMoves moves;
    private final SettingChanges settings;
    private final QueueReports queues;
    private final WorkerReports workers;
    private final JdbcWorkerRequests questions;
    private final UnclaimableTasks unclaimable;
    private final LoadSamples loads;
    private final AuditLog audit;
    private final Counters counters;
    private final AttemptReads attempts;

    private JdbcAdminStore(Connections connections, Dialect dialect, Retentions retentions) {
        search = new TaskSearch(connections, dialect);
        revocations = new JdbcTaskRevocations(connections, search, retentions);
        requeues = new Requeues(connections, dialect, search);
        moves = new QueueMoves(connections, search);
        settings = new SettingChanges(connections, dialect);
        queues = new QueueReports(connections);
        workers = new WorkerReports(connections);
        questions = new JdbcWorkerRequests(connections);
        unclaimable = new UnclaimableTasks(connections);
        loads = new LoadSamples(connections, dialect);
        audit = new AuditLog(connections);
        counters = new Counters(connections);
        attempts = new AttemptReads(connections);
    }

    /**
     * A store on this data source, whose schema must be there.
     *
     * @param timeout how long the database may stay silent before it counts as away
     * @param transactions tells whether the thread has a JTA transaction to join; null if nothing is ever joined
     * @throws CarawayException if the database is none that Caraway knows, or too old
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    public static AdminStore open(
            DataSource dataSource, Duration timeout, @Nullable TransactionSynchronizationRegistry transactions) {
        return open(dataSource, timeout, transactions, Map.of());
    }

    /**
     * As {@link #open(DataSource, Duration, TransactionSynchronizationRegistry)}, with what definitions say.
     *
     * @param retentions by their names how long finished tasks of these definitions are kept; what a call says goes before
     */
    public static AdminStore open(
            DataSource dataSource,
            Duration timeout,
            @Nullable TransactionSynchronizationRegistry transactions,
            Map<String, Duration> retentions) {
        Dialect dialect = Dialect.of(dataSource);
        return new JdbcAdminStore(
                new Connections(dialect.reading(dataSource), transactions, timeout),
                dialect,
                new Retentions(retentions));
    }

    @Override
    public RevokeResult revoke(UUID id, RevokeMode mode, AuditNote note) {
        return revocations.revoke(id, mode, note);
    }

    @Override
    public BatchResult revokeSome(TaskQuery query, RevokeMode mode, AuditNote note, UUID after, int limit) {
        return revocations.revokeSome(query, mode, note, after, limit);
    }

    @Override
    public Optional<String> requeue(UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note) {
        return requeues.requeue(id, arguments, from, note);
    }

    @Override
    public BatchResult requeueSome(TaskQuery query, AuditNote note, UUID after, int limit) {
        return requeues.requeueSome(query, note, after, limit);
    }

    @Override
    public BatchResult moveSome(TaskQuery query, String toQueue, AuditNote note, UUID after, int limit) {
        return moves.moveSome(query, toQueue, note, after, limit);
    }

    @Override
    public List<TaskView> find(TaskQuery query) {
        return search.page(query);
    }

    @Override
    public long count(TaskQuery query) {
        return search.count(query);
    }

    @Override
    public List<AttemptInfo> attempts(UUID id, int limit) {
        return attempts.of(id, limit);
    }

    @Override
    public List<QueueStats> queues() {
        return queues.queues();
    }

    @Override
    public List<WorkerInfo> workers() {
        return workers.workers();
    }

    @Override
    public List<RequestedWorker> ask(
            UUID question, WorkerSelection asked, Set<WorkerDetail> details, Duration validity) {
        return questions.ask(question, asked, details, validity);
    }

    @Override
    public Set<String> answered(UUID question) {
        return questions.answered(question);
    }

    @Override
    public Map<String, String> takeAnswers(UUID question) {
        return questions.takeAnswers(question);
    }

    @Override
    public List<String> order(WorkerSelection told, WorkerOrder order, AuditNote note) {
        return questions.order(told, order, note);
    }

    @Override
    public List<StatsPoint> history(Instant since, Instant until, Duration step) {
        return counters.history(since, until, step);
    }

    @Override
    public List<NameStats> outcomes(Instant since) {
        return workers.outcomes(since);
    }

    @Override
    public LoadSample sample() {
        return loads.take();
    }

    @Override
    public long livingWorkers() {
        return loads.livingWorkers();
    }

    @Override
    public List<UnclaimableGroup> unclaimable() {
        return unclaimable.find().stream()
                .map(some -> new UnclaimableGroup(
                        some.queue(),
                        some.name(),
                        some.tasks(),
                        some.oldestDue(),
                        some.lacking() == Unclaimable.Lacking.NAME))
                .toList();
    }

    @Override
    public QueueSettings queueSettings(String queue) {
        return settings.queue(queue);
    }

    @Override
    public void changeQueue(String queue, UnaryOperator<QueueSettings> change, AuditNote note) {
        settings.changeQueue(queue, change, note);
    }

    @Override
    public DefinitionSettings definitionSettings(String name) {
        return settings.definition(name);
    }

    @Override
    public void changeDefinition(String name, UnaryOperator<DefinitionSettings> change, AuditNote note) {
        settings.changeDefinition(name, change, note);
    }

    @Override
    public List<AuditEntry> audit(int limit) {
        return audit.latest(limit);
    }
}
