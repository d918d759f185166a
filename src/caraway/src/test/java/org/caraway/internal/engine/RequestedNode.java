package org.caraway.internal.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.caraway.TaskState;
import org.caraway.WorkerEvent;
import org.caraway.admin.TaskAdmin;
import org.caraway.internal.client.DefaultTaskAdmin;
import org.caraway.internal.client.TaskControl;
import org.caraway.internal.client.WorkerInspection;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.signal.NodeSignals;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.jspecify.annotations.Nullable;

/** A worker with two slots and an operator in one node; nodes on a database have nothing else in common. */
final class RequestedNode implements AutoCloseable {

    static final String NAME = "Slow.work";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    final StoreFaults faults = new StoreFaults();
    final Store store;
    final Worker worker;
    final TaskAdmin admin;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final @Nullable NodeSignals nodes;

    /**
     * Starts it. Its lease is as long as this, and renewed three times in it. Nodes hear of each other where the
     * database has a way.
     */
    RequestedNode(String name, Duration lease, DataSource database, TaskInvoker body) {
        this(name, lease, database, body, NodeSignals.State.LISTENING);
    }

    /** As the other, and waits until messages of other nodes arrive so. */
    RequestedNode(String name, Duration lease, DataSource database, TaskInvoker body, NodeSignals.State signalled) {
        store = JdbcStore.open(database, PATIENCE, null);
        QueueSignals signals = new QueueSignals();
        PayloadCodec codec = PayloadCodec.create();
        TaskRegistry registry = new TaskRegistry(List.of(definition(body)));
        worker = new Worker(
                settings(name, lease),
                new WorkerServices(
                        registry,
                        faults.between(store),
                        signals,
                        codec,
                        new AttemptEnvironment(() -> () -> {}, ContextPropagation.NONE, observers()),
                        new StatusOnly(),
                        threads,
                        threads,
                        Map.of("caraway.node", name, "caraway.password", "***")));
        admin = new DefaultTaskAdmin(
                store,
                new TaskControl(
                        store.revocations(),
                        store.requeues(),
                        signals,
                        Runnable::run,
                        TaskObservers.NONE,
                        ContextPropagation.NONE),
                new WorkerInspection(store.requests(), signals, codec),
                registry,
                codec,
                1_000,
                Map.of());
        worker.start();
        nodes = store.channel()
                .map(channel -> new NodeSignals(channel, signals, Duration.ofSeconds(1)))
                .orElse(null);
        if (nodes != null) {
            nodes.collect();
            nodes.startSending(threads);
            nodes.startListening(threads);
            Eventually.reached("node " + name + " is " + signalled, () -> nodes.state() == signalled);
        }
    }

    private static TaskDefinition definition(TaskInvoker body) {
        try {
            return new TaskDefinition(
                    NAME,
                    RequestedNode.class,
                    Object.class.getMethod("hashCode"),
                    List.of(),
                    Object.class,
                    TaskSettings.DEFAULT,
                    false,
                    body);
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static WorkerSettings settings(String name, Duration lease) {
        return new WorkerSettings(
                Map.of("default", SlotRange.of(2)),
                Set.of(),
                Duration.ofSeconds(30),
                name,
                Duration.ofMillis(100),
                lease,
                Shutdown.SOFT,
                PATIENCE,
                Duration.ofDays(7),
                10,
                Duration.ofSeconds(10));
    }

    private TaskObservers observers() {
        return new TaskObservers(List.of(new TaskObserver() {
            @Override
            public void worker(WorkerEvent event) {
                events.add(event);
            }
        }));
    }

    UUID enqueue() {
        UUID id = UUID.randomUUID();
        store.inserts().insert(List.of(NewTask.of(id, NAME).build()));
        return id;
    }

    void awaitState(UUID id, TaskState state) {
        Eventually.reached(
                "task " + id + " is " + state,
                () -> store.reads().find(id).orElseThrow().state() == state);
    }

    @Override
    public void close() {
        if (nodes != null) {
            nodes.stopListening();
        }
        worker.stop();
        if (nodes != null) {
            nodes.stop();
        }
        threads.shutdownNow();
    }
}
