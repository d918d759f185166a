package org.caraway.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.caraway.Delivery;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskLogEntry;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.engine.slot.VirtualThreads;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.PayloadFormats;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/** A worker on a database of its own, for one test. */
final class Bench implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BenchDatabase database = new BenchDatabase();
    private final ExecutorService threads;
    private final QueueSignals signals = new QueueSignals();
    private final Map<String, TaskDefinition> definitions = new LinkedHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final StoreFaults faults = new StoreFaults();
    private final Store store;

    private final DefinitionDraft draft = new DefinitionDraft();
    private Duration grace = Duration.ofSeconds(10);
    private Duration lease = Duration.ofSeconds(30);
    private Shutdown shutdown = Shutdown.SOFT;
    private SlotRange slots = SlotRange.of(4);
    private final Map<String, SlotRange> otherQueues = new LinkedHashMap<>();
    private Duration keepalive = Duration.ofSeconds(30);
    private int resultCapBytes = PayloadCodec.RESULT_CAP_BYTES;
    private AttemptScope scope = () -> () -> {};
    private ContextPropagation propagation = ContextPropagation.NONE;
    private PayloadFormats formats = PayloadFormats.NONE;
    private LargeResults largeResults = LargeResults.NONE;
    private boolean virtual;
    private TaskObservers observers = TaskObservers.NONE;
    private UserTransaction transaction = new StatusOnly();
    private @Nullable Worker worker;

    Bench() {
        this(Executors.newCachedThreadPool());
    }

    /** Whose loops and slots run on these threads. */
    Bench(ExecutorService threads) {
        this.threads = threads;
        store = JdbcStore.open(database.dataSource(), Duration.ofSeconds(10), null);
    }

    /** Whose store joins the transactions that this database gives its tasks. */
    Bench(LocalTransactions transactions) {
        threads = Executors.newCachedThreadPool();
        store = JdbcStore.open(
                transactions.around(database.dataSource()), Duration.ofSeconds(10), transactions.registry());
        transaction = transactions;
    }

    Bench retryFor(Class<? extends Throwable> failure) {
        draft.retryFor = List.of(failure);
        return this;
    }

    /** Of the next definition. */
    Bench expecting(Class<? extends Throwable> failure) {
        draft.expected = List.of(failure);
        return this;
    }

    Bench maxRetries(int value) {
        draft.maxRetries = value;
        return this;
    }

    /** Of the next definition, with jitter if it is negative. */
    Bench retryDelay(Duration value) {
        draft.retryDelay = value;
        return this;
    }

    /** Of the next definition. */
    Bench retryInOutage(Duration value) {
        draft.retryInOutage = value;
        return this;
    }

    Bench limits(Duration soft, Duration hard) {
        draft.softLimit = soft;
        draft.hardLimit = hard;
        return this;
    }

    Bench grace(Duration value) {
        grace = value;
        return this;
    }

    Bench lease(Duration value) {
        lease = value;
        return this;
    }

    Bench shutdown(Shutdown value) {
        shutdown = value;
        return this;
    }

    Bench delivery(Delivery value) {
        draft.delivery = value;
        return this;
    }

    /** Of all further definitions. */
    Bench keeping(RetentionSettings value) {
        draft.keeping = value;
        return this;
    }

    Bench resultCapBytes(int value) {
        resultCapBytes = value;
        return this;
    }

    /** Where results go that are too large for their rows. */
    Bench largeResults(LargeResults value) {
        largeResults = value;
        return this;
    }

    /** Of all further definitions, of these. */
    Bench format(String name, PayloadFormats known) {
        draft.format = name;
        formats = known;
        return this;
    }

    /** The next definition runs in a transaction, which the store does not join. */
    Bench transactional() {
        return transactional(new StatusOnly());
    }

    /** The next definition has one of these transactions around it. */
    Bench transactional(UserTransaction value) {
        transaction = value;
        draft.transactional = true;
        return this;
    }

    /** What tasks may begin for themselves. */
    Bench transactions(UserTransaction value) {
        transaction = value;
        return this;
    }

    Bench slots(int value) {
        return slots(SlotRange.of(value), Duration.ofSeconds(30));
    }

    /** Serves one more queue, with slots of its own. */
    Bench queue(String name, int itsSlots) {
        otherQueues.put(name, SlotRange.of(itsSlots));
        return this;
    }

    Bench virtual() {
        virtual = true;
        return this;
    }

    Bench slots(SlotRange range, Duration keptWithoutWork) {
        slots = range;
        keepalive = keptWithoutWork;
        return this;
    }

    /** Defines a task with what was said of retries and limits since the last one. */
    void define(String name, TaskInvoker body, Class<?>... parameterTypes) {
        define(
                name,
                body,
                Stream.of(parameterTypes)
                        .map(type -> new TaskParameter("value", type))
                        .toList());
    }

    /** As the other, with parameters that are more than types. */
    void define(String name, TaskInvoker body, List<TaskParameter> parameters) {
        definitions.put(name, draft.definition(name, body, parameters));
    }

    void start() {
        Map<String, SlotRange> queues = new LinkedHashMap<>(otherQueues);
        queues.put("default", slots);
        WorkerSettings settings = new WorkerSettings(
                queues,
                virtual ? Set.of("default") : Set.of(),
                keepalive,
                "here",
                Duration.ofMillis(200),
                lease,
                shutdown,
                grace,
                Duration.ofDays(7),
                10,
                Duration.ofSeconds(1));
        worker = new Worker(
                settings,
                new WorkerServices(
                        new TaskRegistry(definitions.values()),
                        faults.between(store),
                        signals,
                        PayloadCodec.create(resultCapBytes).with(formats).with(largeResults),
                        new AttemptEnvironment(scope, propagation, observers),
                        transaction,
                        threads,
                        new VirtualThreads(job -> job),
                        Map.of("caraway.lease", lease.toString())));
        worker.start();
    }

    StoreFaults faults() {
        return faults;
    }

    Bench propagation(ContextPropagator... propagators) {
        propagation = new ContextPropagation(List.of(propagators), Optional::empty, 8192);
        return this;
    }

    Bench observers(TaskObserver... values) {
        observers = new TaskObservers(List.of(values));
        return this;
    }

    Bench scope(AttemptScope value) {
        scope = value;
        return this;
    }

    void execute(String sql) {
        database.execute(sql);
    }

    long number(String sql) {
        return database.number(sql);
    }

    BenchDatabase database() {
        return database;
    }

    Worker worker() {
        assertThat(worker).isNotNull();
        return worker;
    }

    UUID enqueue(String name, String arguments) {
        UUID id = UUID.randomUUID();
        enqueue(task(id, name, arguments));
        return id;
    }

    RevokeOutcome revoke(UUID id, RevokeMode mode) {
        AuditNote note = new AuditNote("olga", "revoke", id.toString(), null);
        return JdbcStore.open(database.dataSource(), Duration.ofSeconds(10), null)
                .revocations()
                .revoke(id, mode, note)
                .outcome();
    }

    void enqueue(NewTask task) {
        store.inserts().insert(List.of(task));
        if (task.delay() == null && task.startAt() == null) {
            signals.ready("default", List.of(new QueueSignals.Ready(task.id(), task.name())));
        } else {
            signals.due("default", Duration.ZERO);
        }
    }

    List<UUID> enqueue(String name, int count) {
        List<UUID> ids =
                IntStream.range(0, count).mapToObj(number -> UUID.randomUUID()).toList();
        store.inserts().insert(ids.stream().map(id -> task(id, name, "[]")).toList());
        signals.due("default", Duration.ZERO);
        return ids;
    }

    private static NewTask task(UUID id, String name, String arguments) {
        return NewTask.of(id, name).arguments(arguments).build();
    }

    TaskView runToEnd(String name, String arguments) {
        return awaitEnd(enqueue(name, arguments));
    }

    TaskView awaitEnd(UUID id) {
        return await(id, task -> task.state().isFinal());
    }

    List<TaskView> awaitAll(List<UUID> ids) {
        return ids.stream().map(this::awaitEnd).toList();
    }

    /** Looks at the row again and again. */
    TaskView await(UUID id, Predicate<TaskView> reached) {
        AtomicReference<TaskView> last = new AtomicReference<>(view(id));
        Eventually.reached("the task is as awaited", () -> reached.test(last.updateAndGet(before -> view(id))));
        return requireNonNull(last.get(), "last");
    }

    Store store() {
        return store;
    }

    TaskView view(UUID id) {
        return store.reads().find(id).orElseThrow();
    }

    List<TaskLogEntry> logOf(UUID id) {
        return store.reads().logOf(id, 10_000);
    }

    long failedAttempts(UUID id) {
        return number("SELECT COUNT(*) FROM caraway_attempt WHERE task_id = '" + id + "'");
    }

    /** Lets the worker's lease be over, and does what another node would; again if a renewal has come between. */
    void loseWorker() {
        store.workers().register("other", "host", Map.of(), Set.of(), Duration.ofMinutes(1), WorkerOrder.WORK);
        while (store.rescues()
                .rescue("other", sinceRenewal -> true, Map.of())
                .workers()
                .isEmpty()) {
            execute("UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE id <>"
                    + " 'other'");
        }
        store.releases().releaseAll("other");
    }

    void stopInBackground() {
        threads.execute(() -> {
            worker().stop();
            stopped.countDown();
        });
    }

    void awaitStopped() throws InterruptedException {
        assertThat(stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        if (worker != null && stopped.getCount() > 0) {
            worker.stop();
        }
        threads.shutdownNow();
        database.close();
    }
}
