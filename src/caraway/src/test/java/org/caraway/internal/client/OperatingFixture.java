package org.caraway.internal.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.caraway.TaskState;
import org.caraway.admin.TaskAdmin;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Handles and {@link TaskAdmin} over a real store, and what its observers were told. */
abstract class OperatingFixture {

    final MigratedDatabase database = TestDatabase.H2.open();
    final ExecutorService executor = Executors.newCachedThreadPool();
    final QueueSignals signals = new QueueSignals();
    final List<String> told = new ArrayList<>();

    @Nullable
    String caller;

    @SuppressWarnings("NullAway.Init") // by open()
    TaskWatcher watcher;

    @SuppressWarnings("NullAway.Init") // by open()
    DefaultTaskQueue queue;

    @SuppressWarnings("NullAway.Init") // by open()
    TaskAdmin admin;

    @BeforeEach
    void open() {
        Store store = JdbcStore.open(database.dataSource(), Duration.ofSeconds(10), null);
        TaskRegistry registry = TestDefinitions.registryOf(ClientFixture.Shop.class);
        ContextPropagation propagation = new ContextPropagation(List.of(), () -> Optional.ofNullable(caller), 1_000);
        TaskControl control = new TaskControl(
                store.revocations(),
                store.requeues(),
                signals,
                Runnable::run,
                new TaskObservers(List.of(new RevokeNotes())),
                propagation);
        watcher = new TaskWatcher(store.reads(), signals, executor, executor, Duration.ofMillis(100));
        watcher.start();
        PayloadCodec codec = PayloadCodec.create();
        NewTaskFactory newTasks = new NewTaskFactory(
                registry, new Routing(Routes.NONE, List.of(), UnknownQueues.ACCEPTED), codec, 1 << 20);
        queue = new DefaultTaskQueue(
                registry,
                codec,
                Enqueuers.of(
                        registry,
                        newTasks,
                        new EnqueueServices(
                                new QueueBounds(store.lengths(), Runnable::run, Map.of()),
                                propagation,
                                TaskObservers.NONE,
                                signals,
                                Runnable::run),
                        store),
                new InlineCalls(registry, newTasks, codec, propagation, ClientFixture.NOT_INLINE),
                new HandleFactory(
                        store.reads(), store.retention(), codec, watcher, control, Runnable::run, store.workflows()),
                store.reads(),
                store.workers());
        admin = new DefaultTaskAdmin(
                store,
                control,
                new WorkerInspection(store.requests(), signals, codec),
                registry,
                codec,
                1_000,
                Map.of("caraway.schema", "check"));
        signals.add(new QueueSignals.Listener() {
            @Override
            public void finished(Collection<UUID> ids) {
                told.add("finished " + ids.size());
            }

            @Override
            public void due(String name, Duration delay) {
                told.add("due " + name);
            }
        });
    }

    @AfterEach
    void close() {
        watcher.stop();
        executor.shutdownNow();
        database.close();
    }

    private final class RevokeNotes implements TaskObserver {

        @Override
        public void ended(TaskFacts task, AttemptResult ending) {
            if (ending.next().state() == TaskState.REVOKED) {
                told.add(task.name() + " revoked");
            }
        }
    }
}
