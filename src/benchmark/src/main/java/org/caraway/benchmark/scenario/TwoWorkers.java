package org.caraway.benchmark.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/** Two workers drain one load, against one worker; both in this process. */
final class TwoWorkers implements Scenario {

    @Override
    public String name() {
        return "two-workers";
    }

    @Override
    public String title() {
        return "drain, two workers";
    }

    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        int tasks = run.share(run.sizes().tasks());
        double alone = run.drain(Job.NOOP, tasks).perSecond();
        run.load(Job.NOOP, tasks);
        run.database().settle();
        Work.reset();
        Run.Drained drained;
        Session one = run.open(Purpose.THROUGHPUT);
        try (one) {
            Session other = run.open(Purpose.THROUGHPUT);
            try (other) {
                drained = run.awaitDrained(tasks, 0);
            }
        }
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.higher("rate", "tasks", "/s"), drained.perSecond());
        values.put(Metric.higher("gain", "of the rate of one", ""), drained.perSecond() / alone);
        values.put(Metric.lower("extra_runs", "runs more than tasks", ""), (double) (Work.ran() - drained.finished()));
        return values;
    }
}
