package org.caraway.internal.store;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.internal.store.claim.JdbcNodeTasks;
import org.caraway.internal.store.claim.JdbcTaskClaims;
import org.caraway.internal.store.claim.NodeTasks;
import org.caraway.internal.store.claim.TaskClaims;
import org.caraway.internal.store.complete.AttemptReports;
import org.caraway.internal.store.complete.Completions;
import org.caraway.internal.store.complete.JdbcAttemptReports;
import org.caraway.internal.store.complete.JdbcCompletions;
import org.caraway.internal.store.database.Database;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.durable.DurableSteps;
import org.caraway.internal.store.durable.JdbcDurableSteps;
import org.caraway.internal.store.enqueue.JdbcQueueLengths;
import org.caraway.internal.store.enqueue.QueueLengths;
import org.caraway.internal.store.enqueue.TaskInserts;
import org.caraway.internal.store.feed.FeedStore;
import org.caraway.internal.store.feed.JdbcFeedStore;
import org.caraway.internal.store.finish.Retentions;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.park.JdbcParkedTasks;
import org.caraway.internal.store.park.ParkedTasks;
import org.caraway.internal.store.read.JdbcTaskReads;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.recover.DatabaseAvailability;
import org.caraway.internal.store.recover.Expiries;
import org.caraway.internal.store.recover.JdbcDatabaseAvailability;
import org.caraway.internal.store.recover.JdbcExpiries;
import org.caraway.internal.store.recover.JdbcRescues;
import org.caraway.internal.store.recover.JdbcRevokedTasks;
import org.caraway.internal.store.recover.JdbcTaskReleases;
import org.caraway.internal.store.recover.OrphanRecovery;
import org.caraway.internal.store.recover.Rescues;
import org.caraway.internal.store.recover.RevokedTasks;
import org.caraway.internal.store.recover.TaskReleases;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.retain.JdbcResultNotes;
import org.caraway.internal.store.retain.JdbcRetention;
import org.caraway.internal.store.retain.ResultNotes;
import org.caraway.internal.store.retain.Retention;
import org.caraway.internal.store.schedule.RunInserts;
import org.caraway.internal.store.schedule.ScheduleStore;
import org.caraway.internal.store.signal.NodeChannel;
import org.caraway.internal.store.worker.Counters;
import org.caraway.internal.store.worker.JdbcCounters;
import org.caraway.internal.store.worker.JdbcRuntimeSettingsReader;
import org.caraway.internal.store.worker.JdbcTransactionProbe;
import org.caraway.internal.store.worker.JdbcUnclaimableTasks;
import org.caraway.internal.store.worker.JdbcWorkerRegistry;
import org.caraway.internal.store.worker.JdbcWorkerRequests;
import org.caraway.internal.store.worker.RuntimeSettingsReader;
import org.caraway.internal.store.worker.TransactionProbe;
import org.caraway.internal.store.worker.UnclaimableTasks;
import org.caraway.internal.store.worker.WorkerRegistry;
import org.caraway.internal.store.worker.WorkerRequests;
import org.caraway.internal.store.workflow.JdbcWorkflows;
import org.caraway.internal.store.workflow.WorkflowLimits;
import org.caraway.internal.store.workflow.Workflows;
import org.jspecify.annotations.Nullable;

/**
 * {@link Store} on a data source. Thread-safe. Wires each port once, those of operators in its superclass; holds no
 * statement of its own.
 */
public final class JdbcStore extends OperatorPorts {

    private final TaskInserts inserts;
    private final JdbcWorkflows workflows;
    private final QueueLengths lengths;
    private final TaskClaims claims;
    private final NodeTasks nodeTasks;
    private final Completions completions;
    private final AttemptReports reports;
    private final DurableSteps durableSteps;
    private final TaskReleases releases;
    private final DatabaseAvailability availability;
    private final Rescues rescues;
    private final RevokedTasks revoked;
    private final Expiries expiries;
    private final ParkedTasks parked;
    private final WorkerRegistry workers;
    private final RuntimeSettingsReader settings;
    private final WorkerRequests requests;
    private final Retention retention;
    private final FinishedPartitions partitions;
    private final ResultNotes resultNotes;
    private final TaskReads reads;
    private final Counters counters;
    private final UnclaimableTasks unclaimable;
    private final TransactionProbe transactionProbe;
    private final FeedStore feed;
    private final ScheduleStore schedules;
    private final Optional<NodeChannel> channel;

    private JdbcStore(
            Database database,
            Connections connections,
            Retentions byName,
            WorkflowLimits limits,
            Optional<NodeChannel> channel) {
        super(database, connections, byName, limits);
        Dialect dialect = database.dialect();
        OrphanRecovery recovery = new OrphanRecovery(database.completions(), workerlessFinish);
        this.channel = channel;
        partitions = database.partitions(connections);
        inserts = taskInserts;
        workflows = new JdbcWorkflows(connections, taskInserts, successors, limits);
        lengths = new JdbcQueueLengths(connections);
        claims = new JdbcTaskClaims(connections, database.claims(), System::nanoTime);
        nodeTasks = new JdbcNodeTasks(connections);
        completions = new JdbcCompletions(connections, dialect, database.completions(), successors);
        reports = new JdbcAttemptReports(connections, dialect);
        durableSteps = new JdbcDurableSteps(connections, dialect);
        releases = new JdbcTaskReleases(connections, dialect, recovery, workerlessFinish);
        availability = new JdbcDatabaseAvailability(connections);
        rescues = new JdbcRescues(connections, recovery, workerlessFinish);
        revoked = new JdbcRevokedTasks(connections, workerlessFinish);
        expiries = new JdbcExpiries(connections, workerlessFinish);
        parked = new JdbcParkedTasks(connections, dialect);
        workers = new JdbcWorkerRegistry(connections, dialect);
        settings = new JdbcRuntimeSettingsReader(connections);
        requests = new JdbcWorkerRequests(connections);
        retention = new JdbcRetention(connections, dialect, partitions);
        resultNotes = new JdbcResultNotes(connections);
        reads = new JdbcTaskReads(connections);
        counters = new JdbcCounters(connections);
        unclaimable = new JdbcUnclaimableTasks(connections);
        transactionProbe = new JdbcTransactionProbe(connections);
        feed = new JdbcFeedStore(connections);
        schedules = ScheduleStore.of(connections, dialect, new RunInserts(taskInserts, workflows));
    }

    /**
     * A store on this data source, whose schema must exist, without retentions of definitions.
     *
     * @param timeout how long the database may not respond before it counts as unavailable
     * @param transactions reports whether the thread has a JTA transaction to join; null if nothing is ever joined
     * @throws CarawayException if Caraway does not support the database, or its version is too old
     * @throws org.caraway.QueueUnavailableException if the database does not answer
     */
    public static Store open(
            DataSource dataSource, Duration timeout, @Nullable TransactionSynchronizationRegistry transactions) {
        return open(dataSource, timeout, transactions, Map.of(), WorkflowLimits.DEFAULT);
    }

    /**
     * As {@link #open(DataSource, Duration, TransactionSynchronizationRegistry)}, with the retentions of task
     * definitions.
     *
     * @param retentions how long finished tasks of these names are kept; a retention of the call comes first
     * @param limits those of workflows
     */
    public static Store open(
            DataSource dataSource,
            Duration timeout,
            @Nullable TransactionSynchronizationRegistry transactions,
            Map<String, Duration> retentions,
            WorkflowLimits limits) {
        Database database = Databases.of(dataSource);
        Databases.warn(database, dataSource);
        Connections connections = new Connections(
                database.dialect().reading(dataSource),
                transactions,
                timeout,
                Databases.bounds(dataSource, database.dialect()));
        return new JdbcStore(
                database,
                connections,
                new Retentions(retentions),
                limits,
                database.channel(connections.through(dataSource), timeout));
    }

    @Override
    public TaskInserts inserts() {
        return inserts;
    }

    @Override
    public Workflows workflows() {
        return workflows;
    }

    @Override
    public QueueLengths lengths() {
        return lengths;
    }

    @Override
    public TaskClaims claims() {
        return claims;
    }

    @Override
    public NodeTasks nodeTasks() {
        return nodeTasks;
    }

    @Override
    public Completions completions() {
        return completions;
    }

    @Override
    public AttemptReports reports() {
        return reports;
    }

    @Override
    public DurableSteps durableSteps() {
        return durableSteps;
    }

    @Override
    public TaskReleases releases() {
        return releases;
    }

    @Override
    public DatabaseAvailability availability() {
        return availability;
    }

    @Override
    public Rescues rescues() {
        return rescues;
    }

    @Override
    public RevokedTasks revoked() {
        return revoked;
    }

    @Override
    public Expiries expiries() {
        return expiries;
    }

    @Override
    public ParkedTasks parked() {
        return parked;
    }

    @Override
    public WorkerRegistry workers() {
        return workers;
    }

    @Override
    public RuntimeSettingsReader settings() {
        return settings;
    }

    @Override
    public WorkerRequests requests() {
        return requests;
    }

    @Override
    public Retention retention() {
        return retention;
    }

    @Override
    public FinishedPartitions partitions() {
        return partitions;
    }

    @Override
    public ResultNotes resultNotes() {
        return resultNotes;
    }

    @Override
    public TaskReads reads() {
        return reads;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public UnclaimableTasks unclaimable() {
        return unclaimable;
    }

    @Override
    public TransactionProbe transactionProbe() {
        return transactionProbe;
    }

    @Override
    public FeedStore feed() {
        return feed;
    }

    @Override
    public ScheduleStore schedules() {
        return schedules;
    }

    @Override
    public Optional<NodeChannel> channel() {
        return channel;
    }
}
