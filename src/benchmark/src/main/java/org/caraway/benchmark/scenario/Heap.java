package org.caraway.benchmark.scenario;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/** Heap usage of one worker while it drains ten loads, one after another. A million tasks: {@code --count 100000}. */
final class Heap implements Scenario {

    private static final int LOADS = 10;
    private static final int WARMUP_LOADS = 2;
    private static final double MEBIBYTE = 1 << 20;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String title() {
        return "heap after ten loads";
    }

    /** The first two loads fill caches and pools, so growth is counted from there. */
    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        int tasks = run.share(run.sizes().tasks());
        long early = 0;
        long late = 0;
        Work.reset();
        try (Session session = run.open(Purpose.THROUGHPUT)) {
            for (int load = 1; load <= LOADS; load++) {
                Work.reset();
                run.enqueueAll(session, Job.NOOP, tasks);
                run.awaitDrained(tasks, 0);
                late = usedBytes();
                early = load <= WARMUP_LOADS ? late : early;
            }
        }
        Map<Metric, Double> values = new LinkedHashMap<>();
        double grown = late - early;
        values.put(Metric.lower("growth", "growth", "B/task").goal(1), grown / tasks / (LOADS - WARMUP_LOADS));
        values.put(Metric.lower("used", "used", "MiB"), late / MEBIBYTE);
        return values;
    }

    /** The second collection frees what finalizers and cleaners held. */
    private static long usedBytes() {
        MEMORY.gc();
        MEMORY.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
