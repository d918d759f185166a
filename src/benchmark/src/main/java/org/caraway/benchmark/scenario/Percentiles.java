package org.caraway.benchmark.scenario;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.caraway.benchmark.report.Metric;

/** Latencies in milliseconds. Stateless. */
final class Percentiles {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double HALF = 50;
    private static final double NEARLY = 95;
    private static final double ALMOST = 99;

    private Percentiles() {}

    /**
     * Median, 95th and 99th percentile, and the longest.
     *
     * @param latencies in nanoseconds, at least one
     */
    static Map<Metric, Double> of(Histogram latencies, double halfGoal, double almostGoal) {
        if (latencies.getTotalCount() == 0) {
            throw new IllegalStateException("Not one task noted when it ran");
        }
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(milli("p50", HALF).goal(halfGoal), at(latencies, HALF));
        values.put(milli("p95", NEARLY), at(latencies, NEARLY));
        values.put(milli("p99", ALMOST).goal(almostGoal), at(latencies, ALMOST));
        values.put(Metric.lower("max", "max", "ms"), latencies.getMaxValue() / NANOS_PER_MILLI);
        return values;
    }

    private static Metric milli(String key, double percentile) {
        return Metric.lower(key, String.format(Locale.ROOT, "p%.0f", percentile), "ms");
    }

    /** The latency below which this many of a hundred tasks are. */
    static double at(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    /** The 99th percentile. */
    static double almost(Histogram latencies) {
        return at(latencies, ALMOST);
    }
}
