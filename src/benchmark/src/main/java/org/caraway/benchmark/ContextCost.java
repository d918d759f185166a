package org.caraway.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.caraway.benchmark.contender.Caraway;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.database.DatabaseServer;
import org.caraway.benchmark.report.Metric.Better;
import org.caraway.benchmark.report.Summary;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CallerLocale;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.model.NewTask;
import org.caraway.spi.ContextPropagator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What the caller's context costs with Caraway's own propagators only: time of the thread that enqueues and of the one
 * that runs the attempt, and bytes of PostgreSQL's write-ahead log from enqueueing to SUCCESS. How long a server takes
 * to tell a header is not in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContextCost {

    private static final int SLOTS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ContextPropagation inRequest = propagation(new TypicalCall());
    private final ContextPropagation outside = propagation(InboundCall.NONE);
    private final CallerContext captured = inRequest.capture();

    /** A browser's request behind a gateway that traces it. */
    private static final class TypicalCall implements InboundCall {

        @Override
        public boolean present() {
            return true;
        }

        @Override
        public Optional<String> caller() {
            return Optional.of("alice");
        }

        @Override
        public boolean callerHas(String role) {
            return false;
        }

        @Override
        public Optional<Locale> locale() {
            return Optional.of(Locale.GERMANY);
        }

        @Override
        public Optional<String> header(String name) {
            return name.equals(ContextPropagator.TRACE_PARENT)
                    ? Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                    : Optional.empty();
        }
    }

    private static ContextPropagation propagation(InboundCall call) {
        List<ContextPropagator> propagators = new ArrayList<>(TraceHeader.all(call::header));
        propagators.add(new CallerLocale(call));
        return new ContextPropagation(propagators, call::caller, 8_192);
    }

    /** Enqueueing in a request. */
    @Benchmark
    public CallerContext captureInRequest() {
        return inRequest.capture();
    }

    /** Enqueueing where there is none. */
    @Benchmark
    public CallerContext captureOutside() {
        return outside.capture();
    }

    /** An attempt of a task that came with a context. */
    @Benchmark
    public ContextPropagator.Restored restore() {
        ContextPropagator.Restored restored = inRequest.restore(captured);
        restored.close();
        return restored;
    }

    /** An attempt that reads its locale. */
    @Benchmark
    public Optional<Locale> readLocale() {
        return captured.locale();
    }

    /**
     * Runs it.
     *
     * @param arguments tasks of a run (default 20,000), runs (default 5)
     * @throws Exception if a run fails
     */
    public static void main(String[] arguments) throws Exception {
        Quiet.logs();
        new Runner(new OptionsBuilder()
                        .include(ContextCost.class.getSimpleName())
                        .build())
                .run();
        int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        CallerContext typical = propagation(new TypicalCall()).capture();
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        try (DatabaseServer server = DatabaseServer.start("postgresql", "on")) {
            for (int run = 0; run < runs; run++) {
                without.add(walOf(server, tasks, CallerContext.NONE));
                with.add(walOf(server, tasks, typical));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "WAL bytes of a task without page images, enqueued to SUCCESS, median of %d runs of %,d: %.0f without context,"
                        + " %.0f with %s%n",
                runs,
                tasks,
                Summary.of(without, Better.LOWER).median(),
                Summary.of(with, Better.LOWER).median(),
                typical);
    }

    private static double walOf(DatabaseServer server, int tasks, CallerContext context) throws Exception {
        try (Database database = server.fresh()) {
            Caraway caraway = new Caraway();
            caraway.prepare(database.source());
            String before = database.logPosition().orElseThrow();
            JdbcStore.open(database.source(), Duration.ofSeconds(30), null)
                    .inserts()
                    .insert(IntStream.range(0, tasks)
                            .mapToObj(number -> newTask(context))
                            .toList());
            Work.reset();
            String after;
            Session session = caraway.open(database.source(), Purpose.THROUGHPUT, SLOTS);
            try (session) {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (database.number(caraway.countUnfinished()) > 0 && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                after = database.logPosition().orElseThrow();
            }
            Database.Log log = database.log(before, after);
            return (double) (log.bytes() - log.imageBytes()) / tasks;
        }
    }

    private static NewTask newTask(CallerContext context) {
        return NewTask.of(UUID.randomUUID(), "CarawayTasks.noop")
                .arguments("[\"" + Work.payload() + "\"]")
                .createdBy(context.caller())
                .context(context.json())
                .build();
    }
}
