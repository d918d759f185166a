package org.caraway.benchmark;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.benchmark.contender.Caraway;
import org.caraway.benchmark.contender.CarawayTasks;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.database.DatabaseServer;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What the steps of a task cost in the process, without the database: the call, its arguments as JSON and back, the
 * request context, and the method behind its client proxy. With {@link ContextCost}'s it is all that a no-op task does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InProcessCosts {

    private final PayloadCodec codec = PayloadCodec.create();
    private final List<TaskParameter> parameters = List.of(new TaskParameter("payload", String.class));
    private final String payload = Work.payload();
    private final List<String> arguments = List.of(payload);
    private final String json = codec.encodeArguments(parameters, arguments);

    private @Nullable DatabaseServer server;
    private @Nullable Database database;
    private @Nullable Session session;

    // what follows is looked up in the container, which starts with the measurement
    @SuppressWarnings("NullAway.Init")
    private TaskQueue queue;

    @SuppressWarnings("NullAway.Init")
    private CarawayTasks bean;

    @SuppressWarnings("NullAway.Init")
    private RequestContextController controller;

    @SuppressWarnings("NullAway.Init")
    private Method method;

    /** Starts Caraway on an H2 database that is not used. */
    @Setup
    public void start() throws NoSuchMethodException {
        Quiet.logs();
        server = DatabaseServer.start("h2", "off");
        database = server.fresh();
        session = new Caraway().open(database.source(), Purpose.ENQUEUE, 1);
        queue = CDI.current().select(TaskQueue.class).get();
        bean = CDI.current().select(CarawayTasks.class).get();
        controller = CDI.current().select(RequestContextController.class).get();
        method = CarawayTasks.class.getMethod("noop", String.class);
    }

    /** Stops it. */
    @TearDown
    public void stop() {
        if (session != null && database != null && server != null) {
            session.close();
            database.close();
            server.close();
        }
    }

    /** The definition behind a method reference, and the check of its arguments. */
    @Benchmark
    public TaskCall<Integer> callByReference() {
        return queue.call(CarawayTasks::noop, payload);
    }

    /** The definition behind a name, and the check of its arguments. */
    @Benchmark
    public TaskCall<Integer> callByName() {
        return queue.call("CarawayTasks.noop", payload);
    }

    /** Arguments into JSON. */
    @Benchmark
    public String encodeArguments() {
        return codec.encodeArguments(parameters, arguments);
    }

    /** Arguments from JSON, into the method's types. */
    @Benchmark
    public @Nullable Object[] decodeArguments() {
        return codec.decodeArguments(json, parameters);
    }

    /** A result into JSON. */
    @Benchmark
    public @Nullable String encodeResult() {
        return codec.encodeResult(payload.length(), int.class, "");
    }

    /** A request context of its own, with a controller that is kept. */
    @Benchmark
    public boolean requestContext() {
        boolean activated = controller.activate();
        controller.deactivate();
        return activated;
    }

    /** The method, through reflection and the bean's client proxy. */
    @Benchmark
    public @Nullable Object invoke() throws ReflectiveOperationException {
        return method.invoke(bean, payload);
    }

    /**
     * Runs it, and {@link ContextCost}'s, and writes {@code jmh.json}.
     *
     * @param arguments regular expressions of the benchmarks to run; none for all
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path folder = Files.createDirectories(Path.of("target", "results"));
        OptionsBuilder options = new OptionsBuilder();
        if (arguments.length == 0) {
            options.include(InProcessCosts.class.getSimpleName()).include(ContextCost.class.getSimpleName());
        }
        Arrays.stream(arguments).forEach(options::include);
        options.resultFormat(ResultFormatType.JSON)
                .result(folder.resolve("jmh.json").toString());
        new Runner(options.build()).run();
    }
}
