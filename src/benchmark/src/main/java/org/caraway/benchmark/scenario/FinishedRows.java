package org.caraway.benchmark.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Feature;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.report.Metric;

/** A drain with many finished tasks in the tables, against one with few. */
final class FinishedRows implements Scenario {

    /** Columns from the catalogue, so that the copies differ from a real row by their ids only. */
    private static final String COLUMNS = """
            SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
              FROM information_schema.columns
             WHERE table_schema = current_schema()
               AND table_name = '%s'
               AND column_name <> 'id'""";

    private static final String COPY = """
            INSERT INTO %1$s (id, %2$s)
            SELECT %4$s, %2$s
              FROM (SELECT * FROM %1$s LIMIT 1) AS finished
             CROSS JOIN generate_series(1, %3$d)""";

    @Override
    public String name() {
        return "finished";
    }

    @Override
    public String title() {
        return "drain, finished rows";
    }

    @Override
    public boolean suits(Contender contender) {
        return contender.features().contains(Feature.KEEPS_FINISHED);
    }

    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        int tasks = run.share(run.sizes().tasks());
        double without = run.drain(Job.NOOP, tasks).perSecond();
        String table = run.contender().finishedTable();
        run.database()
                .execute(COPY.formatted(
                        table,
                        run.database().text(COLUMNS.formatted(table)),
                        run.share(run.sizes().finished()),
                        run.contender().newId()));
        double with = run.drain(Job.NOOP, tasks).perSecond();
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.higher("rate", "tasks", "/s"), with);
        values.put(Metric.higher("kept", "of the rate without", "").goal(0.9), with / without);
        return values;
    }
}
