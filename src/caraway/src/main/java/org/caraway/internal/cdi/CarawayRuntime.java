package org.caraway.internal.cdi;

import static java.lang.System.Logger.Level.INFO;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.caraway.TaskQueue;
import org.caraway.internal.client.DefaultTaskQueue;
import org.caraway.internal.client.JtaAfterCommit;
import org.caraway.internal.client.TaskWatcher;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.JdbcTaskStore;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.TaskStore;
import org.jspecify.annotations.Nullable;

/** Caraway in one application of a server: the parts put together, started and stopped in order. Thread-safe. */
final class CarawayRuntime implements Running {

    private static final System.Logger LOG = System.getLogger(CarawayRuntime.class.getName());

    private final TaskQueue tasks;
    private final TaskWatcher watcher;
    private final @Nullable Worker worker;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);

    private CarawayRuntime(TaskQueue tasks, TaskWatcher watcher, @Nullable Worker worker) {
        this.tasks = tasks;
        this.watcher = watcher;
        this.worker = worker;
    }

    /**
     * Looks up what the server provides, prepares the tables and opens the queue.
     *
     * @throws org.caraway.CarawayException naming the key or JNDI name that is wrong, and the fix
     */
    static Running start(Deployment deployment) {
        CarawaySettings settings = deployment.settings();
        LOG.log(INFO, () -> "Caraway starts with " + settings.summary());
        Services services = Services.lookup(settings);
        prepare(new Schema(services.dataSource), settings.schema());
        TaskStore store = JdbcTaskStore.open(services.dataSource, services.transactions);
        CarawayRuntime runtime = assemble(deployment, services, store);
        runtime.watcher.start();
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

    private static CarawayRuntime assemble(Deployment deployment, Services services, TaskStore store) {
        CarawaySettings settings = deployment.settings();
        TaskRegistry registry = deployment.registry();
        QueueSignals signals = new QueueSignals();
        PayloadCodec codec = PayloadCodec.create();
        TaskWatcher watcher = new TaskWatcher(
                store, signals, services.executor, settings.worker().pollInterval());
        TaskQueue tasks = new DefaultTaskQueue(
                registry,
                codec,
                store,
                signals,
                new JtaAfterCommit(services.transactions),
                watcher,
                settings.maxArgumentsBytes());
        Worker worker = settings.workerEnabled()
                ? new Worker(
                        settings.worker(),
                        registry,
                        store,
                        signals,
                        codec,
                        deployment.attempts(),
                        services.transaction,
                        services.executor)
                : null;
        return new CarawayRuntime(tasks, watcher, worker);
    }

    @Override
    public TaskQueue tasks() {
        return tasks;
    }

    @Override
    public void startWorker() {
        if (worker != null && phase.compareAndSet(Phase.NEW, Phase.WORKS)) {
            worker.start();
        }
    }

    @Override
    public void stopWorker() {
        if (worker != null && phase.getAndSet(Phase.OVER) == Phase.WORKS) {
            worker.stop();
        }
    }

    @Override
    public void stop() {
        try {
            stopWorker();
        } finally {
            watcher.stop();
        }
        LOG.log(INFO, () -> "Caraway has stopped");
    }

    /** Of the worker, which starts at most once. */
    private enum Phase {
        NEW,
        WORKS,
        OVER
    }

    /** What the server provides. Immutable. */
    private record Services(
            DataSource dataSource,
            ManagedExecutorService executor,
            UserTransaction transaction,
            TransactionSynchronizationRegistry transactions) {

        private static final String SERVER = "Caraway needs a server with Jakarta Transactions (Web Profile or more)";

        static Services lookup(CarawaySettings settings) {
            return new Services(
                    Jndi.lookup(
                            settings.dataSource(), DataSource.class, "data source", fix(ConfigurationKey.DATASOURCE)),
                    Jndi.lookup(
                            settings.executor(),
                            ManagedExecutorService.class,
                            "managed executor service",
                            fix(ConfigurationKey.EXECUTOR)),
                    Jndi.lookup("java:comp/UserTransaction", UserTransaction.class, "user transaction", SERVER),
                    Jndi.lookup(
                            "java:comp/TransactionSynchronizationRegistry",
                            TransactionSynchronizationRegistry.class,
                            "transaction registry",
                            SERVER));
        }

        private static String fix(ConfigurationKey key) {
            return "define it in the server, or set " + key.key() + " to the name of one that is";
        }
    }
}
