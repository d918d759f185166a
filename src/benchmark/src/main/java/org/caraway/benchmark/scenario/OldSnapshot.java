package org.caraway.benchmark.scenario;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Feature;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.contender.Work;
import org.caraway.benchmark.report.Metric;

/**
 * A steady load while somebody holds an old snapshot open, so that PostgreSQL may not remove the rows and index entries
 * of finished tasks: how much longer the last tasks wait than the first. What is measured is enqueued until first line,
 * in which the claim is.
 */
final class OldSnapshot implements Scenario {

    private static final int WINDOWS = 6;
    private static final int BATCHES_PER_SECOND = 100;

    @Override
    public String name() {
        return "old-snapshot";
    }

    @Override
    public String title() {
        return "steady load, old snapshot";
    }

    @Override
    public boolean suits(Contender contender) {
        return contender.features().contains(Feature.TAKES_THOUSANDS);
    }

    @Override
    public Map<Metric, Double> measure(Run run) throws Exception {
        List<Double> windows = new ArrayList<>();
        int perSecond = run.share(run.sizes().snapshotPerSecond());
        long windowNanos = run.sizes().snapshot().toNanos() / WINDOWS;
        Work.reset();
        try (Session session = run.open(Purpose.LATENCY);
                Connection old = run.database().source().getConnection();
                Statement statement = old.createStatement()) {
            feed(session, perSecond, windowNanos); // so that it is warm when the first window begins
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            old.setAutoCommit(false);
            statement.executeQuery("SELECT COUNT(*) FROM benchmark_write").close();
            for (int window = 0; window < WINDOWS; window++) {
                Work.latencies();
                feed(session, perSecond, windowNanos);
                windows.add(almost(Work.latencies()));
            }
            old.rollback();
            old.setAutoCommit(true);
        }
        double first = windows.get(0);
        double last = windows.get(WINDOWS - 1);
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.lower("p99_first", "p99 in the first sixth", "ms"), first);
        values.put(Metric.lower("p99_last", "p99 in the last sixth", "ms"), last);
        values.put(Metric.lower("p99_growth", "last by first", "").goal(2), last / first);
        return values;
    }

    private static double almost(Histogram latencies) {
        if (latencies.getTotalCount() == 0) {
            throw new IllegalStateException("Not one task ran in a sixth of the time");
        }
        return Percentiles.almost(latencies);
    }

    /** Ends when the time is over, however few were taken. */
    private static void feed(Session session, int perSecond, long nanos) throws Exception {
        int batch = Math.max(1, perSecond / BATCHES_PER_SECOND);
        Pace pace = new Pace((double) perSecond / batch);
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            pace.await();
            List<String> payloads = new ArrayList<>(batch);
            for (int task = 0; task < batch; task++) {
                payloads.add(Work.stampedPayload(System.nanoTime()));
            }
            session.enqueueAll(Job.STAMP, payloads);
        }
    }
}
