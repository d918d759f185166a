package org.caraway.internal.cdi.runtime;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.caraway.CarawayException;
import org.caraway.TaskQueue;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.cdi.config.CarawaySettings;
import org.caraway.internal.cdi.monitoring.Monitoring;
import org.caraway.internal.client.AfterCommit;
import org.caraway.internal.client.DefaultTaskAdmin;
import org.caraway.internal.client.DefaultTaskQueue;
import org.caraway.internal.client.DisabledTaskAdmin;
import org.caraway.internal.client.EnqueueServices;
import org.caraway.internal.client.Enqueuers;
import org.caraway.internal.client.HandleFactory;
import org.caraway.internal.client.InlineCalls;
import org.caraway.internal.client.JtaAfterCommit;
import org.caraway.internal.client.NewTaskFactory;
import org.caraway.internal.client.QueueBounds;
import org.caraway.internal.client.Routing;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.client.TaskControl;
import org.caraway.internal.client.TaskWatcher;
import org.caraway.internal.client.UnknownQueues;
import org.caraway.internal.client.WorkerInspection;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.engine.WorkerIdentity;
import org.caraway.internal.engine.WorkerServices;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.inline.InlineRunner;
import org.caraway.internal.engine.signal.NodeSignals;
import org.caraway.internal.engine.slot.VirtualThreads;
import org.caraway.internal.engine.upkeep.CounterWriter;
import org.caraway.internal.feed.DefaultTaskFeed;
import org.caraway.internal.health.NodeHealth;
import org.caraway.internal.health.NodeHealth.Phase;
import org.caraway.internal.logging.LogCapture;
import org.caraway.internal.observation.TaskCounter;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.workflow.WorkflowLimits;
import org.jspecify.annotations.Nullable;

/** Wires, starts and stops the parts of Caraway in one application. Thread-safe. */
public final class CarawayRuntime implements NodeRuntime {

    private static final System.Logger LOG = System.getLogger(CarawayRuntime.class.getName());

    private final TaskQueue tasks;
    private final TaskAdmin admin;
    private final Watching watching;
    private final BackgroundServices background;
    private final OnDemandWorkers workers;
    private final ServerResources server;
    private final AtomicReference<Phase> phase;

    /** Who waits for the ends of tasks, and where. */
    private record Watching(TaskWatcher watcher, ApplicationContextExecutor executor) {}

    private CarawayRuntime(
            TaskQueue tasks,
            TaskAdmin admin,
            Watching watching,
            BackgroundServices background,
            OnDemandWorkers workers,
            ServerResources server,
            AtomicReference<Phase> phase) {
        this.tasks = tasks;
        this.admin = admin;
        this.watching = watching;
        this.background = background;
        this.workers = workers;
        this.server = server;
        this.phase = phase;
    }

    /**
     * Looks up what the server provides, prepares the tables and opens the queue.
     *
     * @throws CarawayException naming the key or JNDI name that is wrong, and the fix
     */
    public static NodeRuntime start(Deployment deployment) {
        CarawaySettings settings = deployment.settings();
        LOG.log(INFO, () -> "Caraway starts with " + settings.summary());
        ServerResources server = ServerResources.lookup(settings);
        Map<String, Duration> retentions = deployment.registry().retentions();
        Store store = server.outsideTransactions(() -> {
            Schema schema = new Schema(server.dataSource());
            schema.doubt(settings.dataSource()).ifPresent(doubt -> LOG.log(WARNING, doubt));
            prepare(schema, settings.schema());
            Store opened = JdbcStore.open(
                    server.dataSource(),
                    settings.databaseTimeout(),
                    server.transactions(),
                    retentions,
                    new WorkflowLimits(
                            codec(deployment)::plainResult,
                            codec(deployment)::withFirstArgument,
                            settings.maxWorkflowNodes()));
            new TransactionCheck(server.transaction(), opened.transactionProbe()).check(settings.dataSource());
            opened.partitions().make(settings.worker().retention()); // before the first task ends
            if (!settings.workerEnabled()) {
                opened.workers().announce(deployment.registry().signatures());
            }
            return opened;
        });
        CarawayRuntime runtime = assemble(deployment, server, store);
        runtime.watching.watcher().start();
        runtime.background.collectSignals();
        server.outsideTransactions(() -> {
            runtime.background.schedules().declare();
            return runtime;
        });
        return runtime;
    }

    private static void prepare(Schema schema, CarawaySettings.SchemaMode mode) {
        boolean migrate =
                switch (mode) {
                    case MIGRATE -> true;
                    case CHECK -> false;
                    case BY_DATABASE -> schema.migratesByDefault();
                };
        if (migrate) {
            schema.migrate();
        } else {
            schema.check();
        }
    }

    private static CarawayRuntime assemble(Deployment deployment, ServerResources server, Store store) {
        CarawaySettings settings = deployment.settings();
        TaskRegistry registry = deployment.registry();
        QueueSignals signals = new QueueSignals();
        PayloadCodec codec = codec(deployment);
        ApplicationContextExecutor watcherExecutor = new ApplicationContextExecutor(server);
        TaskWatcher watcher = watcher(settings, server, store, signals, watcherExecutor);
        ContextPropagation propagation = deployment.propagation().get();
        AfterCommit afterCommit = new JtaAfterCommit(server.transactions());
        DefaultTaskFeed feed = feed(settings, store, afterCommit);
        TaskCounter counter = new TaskCounter();
        TaskObservers observers = observers(deployment, server, propagation, feed, counter);
        TaskControl control =
                new TaskControl(store.revocations(), store.requeues(), signals, afterCommit, observers, propagation);
        NewTaskFactory newTasks = newTasks(deployment, store, codec);
        QueueBounds bounds = new QueueBounds(store.lengths(), afterCommit, settings.bounds());
        EnqueueServices services = new EnqueueServices(bounds, propagation, observers, signals, afterCommit);
        Enqueuers enqueuers = Enqueuers.of(registry, newTasks, services, store);
        AttemptEnvironment environment =
                new AttemptEnvironment(deployment.attempts(), propagation, observers, enqueuers.workflows());
        InlineRunner inline = new InlineRunner(registry, codec, environment, server.transaction());
        TaskQueue tasks = new DefaultTaskQueue(
                registry,
                codec,
                enqueuers,
                new InlineCalls(registry, newTasks, codec, propagation, inline::run),
                handles(store, codec, watcher, control, afterCommit),
                store.reads(),
                store.workers());
        ScheduledTasks scheduled = new ScheduledTasks(registry, codec, newTasks, services, enqueuers.workflows());
        OnDemandWorkers workers = new OnDemandWorkers(
                store,
                seen -> worker(deployment, server, seen, signals, codec, environment),
                () -> ScheduleServices.of(store, scheduled, deployment, afterCommit),
                server.threads());
        AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
        return new CarawayRuntime(
                tasks,
                admin(deployment, store, control, signals, codec),
                new Watching(watcher, watcherExecutor),
                background(deployment, store, signals, workers, feed, counter, phase),
                workers,
                server,
                phase);
    }

    private static BackgroundServices background(
            Deployment deployment,
            Store store,
            QueueSignals signals,
            OnDemandWorkers workers,
            DefaultTaskFeed feed,
            TaskCounter counter,
            AtomicReference<Phase> phase) {
        CarawaySettings settings = deployment.settings();
        Worker worker = settings.workerEnabled() ? workers.worker(store) : null;
        ScheduleServices schedules = workers.schedules();
        return new BackgroundServices(
                feed,
                counterWriter(worker, counter, store),
                schedules,
                worker,
                nodes(settings, store, signals),
                new LogCapture(settings.logs().capture()),
                monitoring(deployment, store, phase, worker, schedules));
    }

    private static Monitoring monitoring(
            Deployment deployment,
            Store store,
            AtomicReference<Phase> phase,
            @Nullable Worker worker,
            ScheduleServices schedules) {
        return new Monitoring(
                store.load(),
                deployment.metrics().get().orElse(null),
                phase::get,
                worker,
                schedules.firer().late()::names);
    }

    private static HandleFactory handles(
            Store store, PayloadCodec codec, TaskWatcher watcher, TaskControl control, AfterCommit afterCommit) {
        return new HandleFactory(
                store.reads(), store.retention(), codec, watcher, control, afterCommit, store.workflows());
    }

    private static TaskWatcher watcher(
            CarawaySettings settings,
            ServerResources server,
            Store store,
            QueueSignals signals,
            ApplicationContextExecutor executor) {
        return new TaskWatcher(
                store.reads(),
                signals,
                executor,
                server.threads(),
                settings.worker().pollInterval());
    }

    private static CounterWriter counterWriter(@Nullable Worker worker, TaskCounter counter, Store store) {
        String writer = worker == null ? WorkerIdentity.ofThisProcess().id() : worker.id();
        return new CounterWriter(writer, counter, store.counters());
    }

    private static NewTaskFactory newTasks(Deployment deployment, Store store, PayloadCodec codec) {
        return new NewTaskFactory(
                deployment.registry(),
                routing(deployment, store),
                codec,
                deployment.settings().maxArgumentsBytes());
    }

    private static TaskObservers observers(
            Deployment deployment,
            ServerResources server,
            ContextPropagation propagation,
            DefaultTaskFeed feed,
            TaskCounter counter) {
        return deployment
                .observers()
                .observers(propagation, server.threads())
                .and(feed.publisher())
                .and(counter);
    }

    private static PayloadCodec codec(Deployment deployment) {
        return PayloadCodec.create(deployment.settings().maxResultBytes())
                .with(deployment.formats().get())
                .with(deployment.largeResults().get());
    }

    private static DefaultTaskFeed feed(CarawaySettings settings, Store store, AfterCommit afterCommit) {
        return new DefaultTaskFeed(store.feed(), settings.worker().node(), afterCommit);
    }

    private static Worker worker(
            Deployment deployment,
            ServerResources server,
            Store store,
            QueueSignals signals,
            PayloadCodec codec,
            AttemptEnvironment environment) {
        return new Worker(
                deployment.settings().worker(),
                new WorkerServices(
                        deployment.registry(),
                        store,
                        signals,
                        codec,
                        environment,
                        server.transaction(),
                        server.threads(),
                        new VirtualThreads(
                                job -> server.executor().getContextService().contextualRunnable(job)),
                        deployment.configuration()));
    }

    private static TaskAdmin admin(
            Deployment deployment, Store store, TaskControl control, QueueSignals signals, PayloadCodec codec) {
        CarawaySettings settings = deployment.settings();
        return settings.adminEnabled()
                ? new DefaultTaskAdmin(
                        store,
                        control,
                        new WorkerInspection(store.requests(), signals, codec),
                        deployment.registry(),
                        codec,
                        settings.maxArgumentsBytes(),
                        deployment.configuration())
                : DisabledTaskAdmin.create();
    }

    private static Routing routing(Deployment deployment, Store store) {
        CarawaySettings settings = deployment.settings();
        Set<String> named = settings.knownQueues(deployment.registry());
        Supplier<Set<String>> served = store.workers()::servedQueues;
        UnknownQueues unknown = settings.refusesUnknownQueues()
                ? UnknownQueues.refused(named, served)
                : UnknownQueues.accepted(named, served);
        return new Routing(settings.routes(), deployment.routers().get(), unknown);
    }

    private static @Nullable NodeSignals nodes(CarawaySettings settings, Store store, QueueSignals signals) {
        if (!settings.notifies()) {
            return null;
        }
        return store.channel()
                .map(channel ->
                        new NodeSignals(channel, signals, settings.worker().pollInterval()))
                .orElse(null);
    }

    @Override
    public TaskQueue tasks() {
        return tasks;
    }

    @Override
    public TaskAdmin admin() {
        return admin;
    }

    @Override
    public Schedules schedules() {
        return background.schedules().schedules();
    }

    @Override
    public TaskFeed feed() {
        return background.feed();
    }

    @Override
    public NodeHealth health() {
        return background.health();
    }

    @Override
    public OnDemandWorkers workers() {
        return workers;
    }

    @Override
    public void startWorker() {
        if (phase.compareAndSet(Phase.STARTING, Phase.RUNNING)) {
            watching.executor().capture();
            background.start(server.threads());
        }
    }

    @Override
    public void stopWorker() {
        Phase before = phase.getAndSet(Phase.STOPPING);
        if (before != Phase.STOPPING) {
            background.stop(before);
        }
    }

    @Override
    public void stop() {
        try {
            stopWorker();
        } finally {
            watching.watcher().stop();
            background.closeMonitoring();
            ThreadContextCleanup.clear(server.executor());
        }
        LOG.log(INFO, () -> "Caraway has stopped");
    }
}
