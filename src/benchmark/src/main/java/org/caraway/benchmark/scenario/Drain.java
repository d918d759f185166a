package org.caraway.benchmark.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/** One worker drains a load. */
final class Drain implements Scenario {

    private final String name;
    private final String title;
    private final Job job;
    private final Metric rate;
    private final LogBytes logBytes;

    private Drain(String name, String title, Job job, double rateGoal, double logGoal) {
        this.name = name;
        this.title = title;
        this.job = job;
        rate = Metric.higher("rate", "tasks", "/s").goal(rateGoal);
        logBytes = new LogBytes(logGoal);
    }

    /** Of tasks that do nothing; their results are stored by those who store results. */
    static Drain ofNoops() {
        return new Drain("drain", "drain no-op", Job.NOOP, 60_000, 600);
    }

    /**
     * Of tasks that write a row each: in the transaction that finishes the task at Caraway, in one of their own
     * elsewhere.
     */
    static Drain ofWrites() {
        return new Drain("transactional", "drain, one write each", Job.WRITE, 6_000, 0);
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
        int tasks = run.share(run.sizes().tasks());
        run.load(job, tasks);
        run.database().settle();
        Work.reset();
        Optional<String> from = run.database().logPosition();
        Run.Drained drained;
        String to;
        Session session = run.open(Purpose.THROUGHPUT);
        try (session) {
            drained = run.awaitDrained(tasks, 0);
            to = run.database().logPosition().orElse("");
        }
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(rate, drained.perSecond());
        logBytes.addTo(values, run.database(), from, to, (double) drained.finished());
        if (job == Job.WRITE && drained.finished() == tasks) {
            long rows = run.database().number("SELECT COUNT(*) FROM benchmark_write");
            values.put(Metric.lower("extra_rows", "rows more than tasks", ""), (double) (rows - tasks));
        }
        return values;
    }
}
