package org.caraway.internal.observation.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.caraway.internal.observation.metrics.MetricSink.Family;
import org.caraway.internal.observation.metrics.MetricSink.Label;

/**
 * A histogram of durations in the form of Prometheus: each bucket counts all durations up to its upper bound.
 * Thread-safe.
 *
 * <p>Its series are gauges that only grow. The histograms of MicroProfile Metrics have no buckets unless the
 * application configures them, and Payara (6.2025.10) computes these from a decaying sample of about a thousand values:
 * its buckets decrease, so that no rate can be computed. The names and the label {@code le} are those of a histogram.
 */
final class DurationHistogram {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long[] boundsNanos;
    private final LongAdder[] counts; // not cumulative, the last one is for what is more than all bounds
    private final LongAdder sumNanos = new LongAdder();

    /**
     * An empty histogram.
     *
     * @param name the beginning of the names of its series
     * @param bounds ascending
     */
    DurationHistogram(MetricSink sink, String name, String help, List<Duration> bounds, Label... labels) {
        boundsNanos = bounds.stream().mapToLong(Duration::toNanos).toArray();
        counts = new LongAdder[boundsNanos.length + 1];
        Arrays.setAll(counts, bucket -> new LongAdder());
        Family buckets = new Family(name + "_bucket", help);
        for (int i = 0; i < boundsNanos.length; i++) {
            int last = i;
            sink.gauge(buckets, () -> upTo(last), with(labels, seconds(bounds.get(i))));
        }
        sink.gauge(buckets, () -> upTo(boundsNanos.length), with(labels, "+Inf"));
        sink.gauge(new Family(name + "_count", help), () -> upTo(boundsNanos.length), labels);
        sink.gauge(new Family(name + "_sum", help), () -> sumNanos.sum() / NANOS_PER_SECOND, labels);
    }

    private static Label[] with(Label[] labels, String bound) {
        Label[] more = Arrays.copyOf(labels, labels.length + 1);
        more[labels.length] = new Label("le", bound);
        return more;
    }

    /** The number format of Prometheus: 0.1, 1.0, 300.0. */
    private static String seconds(Duration bound) {
        BigDecimal seconds = BigDecimal.valueOf(bound.toNanos(), 9).stripTrailingZeros();
        return (seconds.scale() < 1 ? seconds.setScale(1) : seconds).toPlainString();
    }

    void add(Duration taken) {
        long nanos = Math.max(0, taken.toNanos());
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    private long upTo(int last) {
        long sum = 0;
        for (int i = 0; i <= last; i++) {
            sum += counts[i].sum();
        }
        return sum;
    }
}
