package org.caraway.benchmark.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/** Tasks are enqueued and nobody runs them. */
final class Enqueue implements Scenario {

    private static final int SINGLE_PART = 10;
    private static final int THREADS_PART = 4;

    private final String name;
    private final String title;
    private final Way way;
    private final Metric rate;
    private final LogBytes logBytes = new LogBytes(0);

    private Enqueue(String name, String title, Way way, Metric rate) {
        this.name = name;
        this.title = title;
        this.way = way;
        this.rate = rate;
    }

    /** How tasks are enqueued; returns how many. */
    @FunctionalInterface
    private interface Way {
        int enqueue(Run run, Session session) throws Exception;
    }

    private static Metric rate() {
        return Metric.higher("rate", "tasks", "/s");
    }

    /** One thread, one task for each transaction; a tenth of the load. */
    static Enqueue single() {
        return new Enqueue("enqueue", "enqueue, 1 thread", (run, session) -> by(1, SINGLE_PART, run, session), rate());
    }

    /** Several threads, one task for each transaction; a quarter of the load. */
    static Enqueue threads() {
        return new Enqueue(
                "enqueue-threads",
                "enqueue, threads",
                (run, session) -> by(run.sizes().threads(), THREADS_PART, run, session),
                rate().goal(9_000));
    }

    /** One thread, batches. */
    static Enqueue bulk() {
        return new Enqueue(
                "enqueue-bulk",
                "enqueue, bulk",
                (run, session) -> {
                    int tasks = run.share(run.sizes().tasks());
                    run.enqueueAll(session, Job.NOOP, tasks);
                    return tasks;
                },
                rate().goal(120_000));
    }

    /** Ends early when patience does; what was not begun by then is not enqueued. */
    private static int by(int threads, int part, Run run, Session session) throws Exception {
        int tasks = run.share(run.sizes().tasks() / part);
        long deadline = System.nanoTime() + run.sizes().patience().toNanos();
        AtomicInteger begun = new AtomicInteger();
        String payload = Work.payload(run.sizes().payload());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                parts.add(pool.submit(() -> {
                    int enqueued = 0;
                    while (System.nanoTime() < deadline && begun.getAndIncrement() < tasks) {
                        session.enqueue(Job.NOOP, payload);
                        enqueued++;
                    }
                    return enqueued;
                }));
            }
            int enqueued = 0;
            for (Future<Integer> each : parts) {
                enqueued += each.get(2 * run.sizes().patience().toSeconds(), TimeUnit.SECONDS);
            }
            return enqueued;
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        run.database().settle();
        Map<Metric, Double> values = new LinkedHashMap<>();
        try (Session session = run.open(Purpose.ENQUEUE)) {
            Optional<String> from = run.database().logPosition();
            long start = System.nanoTime();
            int enqueued = way.enqueue(run, session);
            double seconds = (System.nanoTime() - start) / 1e9;
            String to = run.database().logPosition().orElse("");
            long stored = run.database().number(run.contender().countUnfinished());
            if (stored != enqueued) {
                throw new IllegalStateException(enqueued + " tasks were enqueued, but the table has " + stored);
            }
            values.put(rate, enqueued / seconds);
            logBytes.addTo(values, run.database(), from, to, enqueued);
        }
        return values;
    }
}
