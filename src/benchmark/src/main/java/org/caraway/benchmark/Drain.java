package org.caraway.benchmark;

import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.Delivery;
import org.caraway.internal.engine.Shutdown;
import org.caraway.internal.engine.SlotRange;
import org.caraway.internal.engine.Surroundings;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.engine.WorkerSettings;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Keeping;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.JdbcTaskStore;
import org.caraway.internal.store.NewTask;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.TaskStore;

/**
 * Prints how many no-op tasks per second one worker takes from PENDING to SUCCESS, and how many are enqueued in bulk. The first
 * run warms up and does not count.
 */
public final class Drain {

    private static final System.Logger LOG = System.getLogger(Drain.class.getName());
    private static final String NAME = "Benchmark.noop";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Drain() {}

    /**
     * Runs it.
     *
     * @param arguments database ({@code h2} or {@code postgresql}), tasks of a run, runs
     */
    public static void main(String[] arguments) throws InterruptedException, ReflectiveOperationException {
        int tasks = Integer.parseInt(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        double[] drained = new double[runs];
        double[] enqueued = new double[runs];
        try (Database database = Database.open(arguments[0])) {
            new Schema(database.source()).migrate();
            for (int run = -1; run < runs; run++) {
                double[] rates = run(database, tasks, CallerContext.NONE);
                if (run >= 0) {
                    enqueued[run] = rates[0];
                    drained[run] = rates[1];
                }
            }
        }
        report(arguments[0], tasks, "enqueue, bulk", enqueued);
        report(arguments[0], tasks, "drain no-op tasks", drained);
    }

    private static void report(String database, int tasks, String what, double[] rates) {
        Arrays.sort(rates);
        LOG.log(
                System.Logger.Level.INFO,
                () -> String.format(
                        Locale.ROOT,
                        "%s, %,d tasks, %s: median %,.0f/s, best %,.0f/s of %d runs",
                        database,
                        tasks,
                        what,
                        rates[rates.length / 2],
                        rates[rates.length - 1],
                        rates.length));
    }

    /** Enqueues and drains tasks that came with this context; returns both rates, tasks per second. */
    static double[] run(Database database, int tasks, CallerContext context)
            throws InterruptedException, ReflectiveOperationException {
        TaskStore store = JdbcTaskStore.open(database.source(), Duration.ofSeconds(10), null);
        QueueSignals signals = new QueueSignals();
        CountDownLatch left = new CountDownLatch(tasks);
        signals.add(new QueueSignals.Listener() {
            @Override
            public void finished(Collection<UUID> ids) {
                ids.forEach(id -> left.countDown());
            }
        });
        List<NewTask> batch =
                IntStream.range(0, tasks).mapToObj(number -> newTask(context)).toList();
        long start = System.nanoTime();
        store.insert(batch);
        double enqueueRate = tasks / seconds(start);

        ExecutorService threads = Executors.newCachedThreadPool();
        Worker worker = worker(store, signals, threads);
        start = System.nanoTime();
        worker.start();
        boolean finished = left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        double drainRate = tasks / seconds(start);
        worker.stop();
        threads.shutdown();
        if (!finished) {
            throw new IllegalStateException(left.getCount() + " tasks were not finished within " + PATIENCE);
        }
        return new double[] {enqueueRate, drainRate};
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static NewTask newTask(CallerContext context) {
        return NewTask.of(UUID.randomUUID(), NAME)
                .createdBy(context.caller())
                .context(context.json())
                .build();
    }

    private static Worker worker(TaskStore store, QueueSignals signals, ExecutorService threads)
            throws ReflectiveOperationException {
        RetryPolicy retries = new RetryPolicy(List.of(), List.of(), 0, Duration.ZERO, 1, Duration.ZERO, false);
        TaskSettings settings = new TaskSettings(
                "default",
                4,
                "",
                retries,
                List.of(),
                new TimeLimits(Duration.ofMinutes(5), Duration.ofMinutes(6)),
                3,
                Delivery.AT_LEAST_ONCE,
                StartLimits.NONE,
                Keeping.DEFAULT,
                false,
                "");
        TaskDefinition noop = new TaskDefinition(
                NAME,
                Drain.class,
                Object.class.getMethod("hashCode"),
                List.of(),
                int.class,
                settings,
                false,
                values -> 1);
        return new Worker(
                new WorkerSettings(
                        Map.of("default", SlotRange.of(4)),
                        Set.of(),
                        Duration.ofSeconds(30),
                        "here",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Shutdown.SOFT,
                        Duration.ofSeconds(5),
                        Duration.ofDays(7),
                        10),
                new TaskRegistry(List.of(noop)),
                store,
                signals,
                PayloadCodec.create(),
                new Surroundings(() -> () -> {}, ContextPropagation.NONE, TaskObservers.NONE),
                noTransactions(),
                threads,
                threads);
    }

    /** No task here uses one: every question is answered with "there is none". */
    private static UserTransaction noTransactions() {
        return (UserTransaction) Proxy.newProxyInstance(
                Drain.class.getClassLoader(),
                new Class<?>[] {UserTransaction.class},
                (proxy, method, values) -> method.getReturnType() == int.class ? Status.STATUS_NO_TRANSACTION : null);
    }
}
