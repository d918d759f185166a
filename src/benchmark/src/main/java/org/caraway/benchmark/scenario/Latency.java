package org.caraway.benchmark.scenario;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Feature;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/** From before a task is enqueued until its first line, at a pace that leaves the worker idle. */
final class Latency implements Scenario {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final boolean otherProcess;

    private Latency(boolean otherProcess) {
        this.otherProcess = otherProcess;
    }

    /** The worker's process enqueues. */
    static Latency here() {
        return new Latency(false);
    }

    /** Another process enqueues, which this one starts. */
    static Latency fromAnotherProcess() {
        return new Latency(true);
    }

    @Override
    public String name() {
        return otherProcess ? "latency-process" : "latency";
    }

    @Override
    public String title() {
        return otherProcess ? "latency, other process" : "latency, same JVM";
    }

    @Override
    public boolean suits(Contender contender) {
        return !otherProcess || contender.features().contains(Feature.HEARS_OTHER_PROCESSES);
    }

    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        int tasks = run.sizes().latencyTasks();
        Work.reset();
        try (Session session = run.open(Purpose.LATENCY)) {
            if (otherProcess) {
                OtherProcess.enqueue(run, tasks);
            } else {
                Stamps.enqueue(session, tasks, run.sizes().latencyPerSecond());
            }
            awaitAll(run, Stamps.all(tasks));
        }
        return otherProcess ? Percentiles.of(Work.latencies(), 3.5, 12) : Percentiles.of(Work.latencies(), 1.2, 6);
    }

    private static void awaitAll(Run run, int tasks) {
        long deadline = System.nanoTime() + run.sizes().patience().toNanos();
        while (Work.ran() < tasks) {
            if (System.nanoTime() >= deadline) {
                throw new IllegalStateException((tasks - Work.ran()) + " of " + tasks + " tasks did not run within "
                        + run.sizes().patience());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
