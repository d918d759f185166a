package org.caraway.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CallerLocale;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;
import org.caraway.internal.store.Schema;
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
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What the caller's context costs with Caraway's own propagators only: time of the thread that enqueues and of the one that runs the
 * attempt, and bytes of PostgreSQL's write-ahead log from enqueueing to SUCCESS. How long a server takes to tell a header is not in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContextCost {

    private static final System.Logger LOG = System.getLogger(ContextCost.class.getName());

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

    /** An attempt that asks for its locale. */
    @Benchmark
    public Optional<Locale> readLocale() {
        return captured.locale();
    }

    /**
     * Runs it.
     *
     * @param arguments ignored, tasks of a run, runs
     */
    public static void main(String[] arguments)
            throws RunnerException, InterruptedException, ReflectiveOperationException {
        new Runner(new OptionsBuilder()
                        .include(ContextCost.class.getSimpleName())
                        .build())
                .run();
        wal(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }

    private static void wal(int tasks, int runs) throws InterruptedException, ReflectiveOperationException {
        CallerContext typical = propagation(new TypicalCall()).capture();
        long[] without = new long[runs];
        long[] with = new long[runs];
        try (Database database = Database.open("postgresql")) {
            new Schema(database.source()).migrate();
            Drain.run(database, tasks, typical);
            for (int run = 0; run < runs; run++) {
                without[run] = walOf(database, tasks, CallerContext.NONE);
                with[run] = walOf(database, tasks, typical);
            }
        }
        Arrays.sort(without);
        Arrays.sort(with);
        LOG.log(
                System.Logger.Level.INFO,
                () -> String.format(
                        Locale.ROOT,
                        "WAL bytes of a task, enqueued to SUCCESS, median of %d runs of %,d: %d without context, %d with %s",
                        runs,
                        tasks,
                        without[runs / 2],
                        with[runs / 2],
                        typical));
    }

    private static long walOf(Database database, int tasks, CallerContext context)
            throws InterruptedException, ReflectiveOperationException {
        long before = database.walBytes();
        Drain.run(database, tasks, context);
        return (database.walBytes() - before) / tasks;
    }
}
