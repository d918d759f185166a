package org.caraway.benchmark.report;

import java.util.Arrays;
import java.util.List;

/**
 * Several values of one metric in short. Immutable.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param best the highest or lowest, whichever is better
 * @param runs how many there are, at least 1
 */
public record Summary(double median, double best, int runs) {

    /** Sums up at least one value. */
    public static Summary of(List<Double> values, Metric.Better better) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no value to sum up");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        double best = better == Metric.Better.HIGHER
                ? sorted[sorted.length - 1]
                : Arrays.stream(sorted).min().orElseThrow();
        return new Summary(median, best, sorted.length);
    }

    /**
     * How many times better the other one is, by the medians: above 1 it is better, below 1 worse. Infinite or not a
     * number where a value is 0.
     */
    public double timesBetter(Summary other, Metric.Better better) {
        return better == Metric.Better.HIGHER ? other.median / median : median / other.median;
    }
}
