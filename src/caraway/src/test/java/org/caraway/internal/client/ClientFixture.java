package org.caraway.internal.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.MemoryResults;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.admin.Requeues;
import org.caraway.internal.store.admin.TaskRevocations;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/** A task queue over a store in memory, with a few tasks. */
public final class ClientFixture implements AutoCloseable {

    static final InlineExecution NOT_INLINE = (task, definition) -> {
        throw new UnsupportedOperationException("asked to run " + task.name());
    };

    final MemoryTaskStore store = new MemoryTaskStore();
    final MemoryResults shelf = new MemoryResults();
    final QueueSignals signals = new QueueSignals();
    final List<String> due = new ArrayList<>();
    final Tenant tenant = new Tenant();
    final Caller transaction = new Caller();
    final ExecutorService executor = Executors.newCachedThreadPool();
    final ExecutorService loading = Executors.newCachedThreadPool();
    final TaskWatcher watcher;
    final DefaultTaskQueue queue;

    ClientFixture(Duration pollInterval) {
        this(pollInterval, List.of());
    }

    ClientFixture(Routing routing) {
        this(Duration.ofSeconds(30), List.of(), Map.of(), routing, NOT_INLINE);
    }

    ClientFixture(Duration pollInterval, List<TaskObserver> observers) {
        this(pollInterval, observers, Map.of());
    }

    ClientFixture(Duration pollInterval, List<TaskObserver> observers, Map<String, QueueBound> bounds) {
        this(pollInterval, observers, bounds, new Routing(Routes.NONE, List.of(), UnknownQueues.ACCEPTED), NOT_INLINE);
    }

    ClientFixture(InlineExecution inline) {
        this(
                Duration.ofSeconds(30),
                List.of(),
                Map.of(),
                new Routing(Routes.NONE, List.of(), UnknownQueues.ACCEPTED),
                inline);
    }

    private ClientFixture(
            Duration pollInterval,
            List<TaskObserver> observers,
            Map<String, QueueBound> bounds,
            Routing routing,
            InlineExecution inline) {
        watcher = new TaskWatcher(store, signals, executor, loading, pollInterval);
        watcher.start();
        TaskRegistry registry = TestDefinitions.registryOf(Shop.class, Corner.class);
        PayloadCodec codec = PayloadCodec.create().with(shelf.overTenBytes());
        ContextPropagation propagation = new ContextPropagation(List.of(tenant), () -> Optional.of("alice"), 100);
        NewTaskFactory newTasks = new NewTaskFactory(registry, routing, codec, 1 << 20);
        TaskControl control = new TaskControl(
                refusing(TaskRevocations.class),
                refusing(Requeues.class),
                signals,
                Runnable::run,
                TaskObservers.NONE,
                ContextPropagation.NONE);
        Store ports = store.ports();
        queue = new DefaultTaskQueue(
                registry,
                codec,
                Enqueuers.of(
                        registry,
                        newTasks,
                        new EnqueueServices(
                                new QueueBounds(store, transaction, bounds),
                                propagation,
                                new TaskObservers(observers),
                                signals,
                                transaction),
                        ports),
                new InlineCalls(registry, newTasks, codec, propagation, inline),
                new HandleFactory(
                        ports.reads(), ports.retention(), codec, watcher, control, transaction, ports.workflows()),
                ports.reads(),
                ports.workers());
        signals.add(new QueueSignals.Listener() {
            @Override
            public void due(String name, Duration delay) {
                due.add(name + " " + delay);
            }
        });
    }

    /** Operating is tested over a real store. */
    private static <T> T refusing(Class<T> port) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            throw new UnsupportedOperationException("asked to " + method.getName());
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }

    @Override
    public void close() {
        watcher.stop();
        executor.shutdownNow();
        loading.shutdownNow();
    }

    /** Whose actions run at once, in a transaction or not. */
    static final class Caller implements AfterCommit {

        volatile boolean inTransaction;

        @Override
        public void run(Runnable action) {
            action.run();
        }

        @Override
        public @Nullable Object transaction() {
            return inTransaction ? this : null;
        }
    }

    /** Whose tenant travels. */
    static final class Tenant implements ContextPropagator {

        private @Nullable String current;

        void enter(@Nullable String tenant) {
            current = tenant;
        }

        @Override
        public String name() {
            return "tenant";
        }

        @Override
        public Optional<String> capture() {
            return Optional.ofNullable(current);
        }

        @Override
        public Restored restore(String captured, int version) {
            return Restored.NOTHING;
        }
    }

    public static class Parcel {
        private String address = "";

        public String getAddress() {
            return address;
        }

        public void setAddress(String address) {
            this.address = address;
        }
    }

    public static final class InsuredParcel extends Parcel {
        private int value = 1;

        public int getValue() {
            return value;
        }

        public void setValue(int value) {
            this.value = value;
        }
    }

    public record Item(String name, int count) {}

    static class Base {
        @Task
        void inherited(String text) {}
    }

    static class Shop extends Base {
        @Task(queue = "orders", priority = 7)
        Item order(long id, String name) {
            return new Item(name, (int) id);
        }

        @Task(key = "customer")
        void bill(String customer) {}

        @Task
        void clean() {}

        @Task(withoutContext = true, expires = "PT1H")
        void sweep() {}

        @Task
        int count(List<String> names) {
            return names.size();
        }

        @Task(name = "Shop.move.int")
        void move(int distance) {}

        @Task(name = "Shop.move.double")
        void move(double distance) {}

        @Task
        void letters(char letter, short number, Float real) {}

        @Task(remote = true)
        String invite(String address, @Sensitive int code, Optional<String> note) {
            return address;
        }

        @Task
        void send(Parcel parcel) {}

        void unmarked() {}

        static void fixed(String text) {}
    }

    static class Corner extends Base {}

    static class Stray {
        @Task
        void beanless() {}
    }
}
