package org.caraway.benchmark.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Feature;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/** A drain with many tasks waiting behind it, against one without. */
final class Backlog implements Scenario {

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public String title() {
        return "drain, backlog";
    }

    @Override
    public boolean suits(Contender contender) {
        return contender.features().contains(Feature.TAKES_THOUSANDS);
    }

    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        int tasks = run.share(run.sizes().tasks());
        int backlog = run.share(run.sizes().backlog());
        double without = run.drain(Job.NOOP, tasks).perSecond();
        run.load(Job.NOOP, tasks + backlog);
        run.database().settle();
        Work.reset();
        Run.Drained drained;
        Session session = run.open(Purpose.THROUGHPUT);
        try (session) {
            drained = run.awaitDrained(tasks, backlog);
        }
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.higher("rate", "tasks", "/s"), drained.perSecond());
        values.put(Metric.higher("kept", "of the rate without", "").goal(0.9), drained.perSecond() / without);
        return values;
    }
}
