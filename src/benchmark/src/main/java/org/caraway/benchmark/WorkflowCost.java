package org.caraway.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.Workflow;
import org.caraway.benchmark.contender.Caraway;
import org.caraway.benchmark.contender.CarawayTasks;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.database.DatabaseServer;

/**
 * Prints what workflows cost beside plain tasks, on PostgreSQL: a chord beside a drain of as many tasks, enqueueing it
 * beside enqueueing them in bulk, the same with transactional members, and a chain beside tasks that are enqueued and
 * awaited one after the other. Both of a pair run by turns; the ratio is that of their medians.
 */
public final class WorkflowCost {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TaskQueue tasks;
    private final Database database;
    private final int count;
    private final int steps;

    private WorkflowCost(TaskQueue tasks, Database database, int count, int steps) {
        this.tasks = tasks;
        this.database = database;
        this.count = count;
        this.steps = steps;
    }

    /**
     * Runs it.
     *
     * @param arguments members of the chord (default 10,000), steps of the chain (1,000), repetitions (5), slots (8)
     */
    public static void main(String[] arguments) throws Exception {
        Quiet.logs();
        int count = argument(arguments, 0, 10_000);
        int steps = argument(arguments, 1, 1_000);
        int repetitions = argument(arguments, 2, 5);
        int slots = argument(arguments, 3, 8);
        Caraway caraway = new Caraway();
        try (DatabaseServer server = DatabaseServer.start("postgresql", "on");
                Database database = server.fresh()) {
            caraway.prepare(database.source());
            try (Session session = caraway.open(database.source(), Purpose.THROUGHPUT, slots)) {
                new WorkflowCost(Caraway.queueOf(session), database, count, steps).measure(repetitions);
            }
        }
    }

    private static int argument(String[] arguments, int index, int usual) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : usual;
    }

    private void measure(int repetitions) {
        compare(repetitions, "chord of " + count + " members / drain of as many tasks", this::chord, this::drain);
        compare(
                repetitions,
                "enqueueing a workflow of " + count + " members / as many tasks in bulk",
                this::enqueueWorkflow,
                this::enqueueBulk);
        compare(
                repetitions,
                "chord of " + count / 4 + " transactional members / drain of as many transactional tasks",
                this::transactionalChord,
                this::transactionalDrain);
        compare(repetitions, "chain of " + steps + " steps / as many tasks, each awaited", this::chain, this::awaited);
    }

    /** The first run of each warms up, and does not count. */
    private static void compare(int repetitions, String what, LongSupplier one, LongSupplier other) {
        List<Long> ones = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        for (int run = 0; run <= repetitions; run++) {
            long first = one.getAsLong();
            long second = other.getAsLong();
            if (run > 0) {
                ones.add(first);
                others.add(second);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f (medians of %d: %,d ms / %,d ms)%n",
                what,
                (double) median(ones) / median(others),
                repetitions,
                median(ones) / 1_000_000,
                median(others) / 1_000_000);
    }

    private static long median(List<Long> nanos) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private List<TaskCall<Integer>> calls(int number, boolean transactional) {
        String payload = Work.payload();
        return Stream.generate(() -> transactional
                        ? tasks.call(CarawayTasks::write, payload)
                        : tasks.call(CarawayTasks::noop, payload))
                .limit(number)
                .toList();
    }

    private long chord() {
        return timed(() -> joined(calls(count, false)));
    }

    private long transactionalChord() {
        return timed(() -> joined(calls(count / 4, true)));
    }

    private void joined(List<TaskCall<Integer>> members) {
        TaskHandle<Long> sum = tasks.enqueue(Workflow.group(members).join(CarawayTasks::sum));
        long expected = (long) members.size() * Work.payload().length();
        if (sum.await(PATIENCE) != expected) {
            throw new IllegalStateException("A chord has lost results");
        }
    }

    private long drain() {
        return timed(() -> drained(calls(count, false)));
    }

    private long transactionalDrain() {
        return timed(() -> drained(calls(count / 4, true)));
    }

    private void drained(List<TaskCall<Integer>> calls) {
        tasks.enqueueAll(calls);
        awaitIdle();
    }

    private void awaitIdle() {
        while (database.number("SELECT COUNT(*) FROM caraway_active") > 0) {
            Thread.onSpinWait();
        }
    }

    /** Nothing else is enqueued meanwhile: the tasks that it inserts are drained afterwards. */
    private long enqueueWorkflow() {
        List<TaskCall<Integer>> members = later(calls(count, false));
        long nanos = timed(() -> tasks.enqueue(Workflow.group(members)));
        empty();
        return nanos;
    }

    private long enqueueBulk() {
        List<TaskCall<Integer>> calls = later(calls(count, false));
        long nanos = timed(() -> tasks.enqueueAll(calls));
        empty();
        return nanos;
    }

    /** In a queue that nobody serves. */
    private static List<TaskCall<Integer>> later(List<TaskCall<Integer>> calls) {
        return calls.stream().map(call -> call.queue("nobody")).toList();
    }

    private void empty() {
        database.execute("DELETE FROM caraway_active");
        database.execute("DELETE FROM caraway_group");
        database.execute("DELETE FROM caraway_workflow");
    }

    private long chain() {
        return timed(() -> {
            Workflow<Integer> chain = tasks.call(CarawayTasks::next, 0);
            for (int step = 1; step < steps; step++) {
                chain = chain.then(CarawayTasks::next);
            }
            if (tasks.enqueue(chain).await(PATIENCE) != steps) {
                throw new IllegalStateException("A chain has lost a step");
            }
        });
    }

    private long awaited() {
        return timed(() -> {
            int number = 0;
            for (int step = 0; step < steps; step++) {
                number = tasks.enqueue(CarawayTasks::next, number).await(PATIENCE);
            }
            if (number != steps) {
                throw new IllegalStateException("A task has returned something else");
            }
        });
    }

    private static long timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}
