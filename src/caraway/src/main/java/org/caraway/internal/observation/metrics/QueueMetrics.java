package org.caraway.internal.observation.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.caraway.internal.observation.metrics.MetricSink.Family;
import org.caraway.internal.observation.metrics.MetricSink.Label;
import org.caraway.internal.store.admin.LoadSample;
import org.caraway.internal.store.admin.QueueLoad;

/**
 * The gauges of the last sample: waiting tasks of each queue, and workers. Thread-safe; one loop passes the samples. A
 * queue that occurred once keeps its gauges, with zeros; there are at most 200 of them.
 */
public final class QueueMetrics {

    private static final int QUEUES_CAP = 200;
    private static final double NANOS_PER_SECOND = 1e9;

    private final MetricSink sink;
    private final Set<String> known = new HashSet<>(); // confined to the loop
    private volatile Map<String, QueueLoad> loads = Map.of();
    private volatile Supplier<Optional<LoadSample>> latest = Optional::empty;

    /** Registers its gauges here. */
    public QueueMetrics(MetricSink sink) {
        this.sink = sink;
    }

    /**
     * Registers the gauges without a queue.
     *
     * @param sample the last sample, absent if it is too old
     * @param databaseAnswers whether the database answered the last time
     */
    public void show(Supplier<Optional<LoadSample>> sample, BooleanSupplier databaseAnswers) {
        latest = sample;
        sink.gauge(TaskFamilies.WORKERS, () -> sample.get()
                .map(LoadSample::workers)
                .map(Long::doubleValue)
                .orElse(Double.NaN));
        sink.gauge(TaskFamilies.DATABASE, () -> databaseAnswers.getAsBoolean() ? 1 : 0);
    }

    /** Registers the gauges of this process's worker. */
    public void showWorker(IntSupplier stuckThreads, IntSupplier unclaimableNames) {
        sink.gauge(TaskFamilies.STUCK, stuckThreads::getAsInt);
        sink.gauge(TaskFamilies.UNCLAIMABLE, unclaimableNames::getAsInt);
    }

    /** Records a new sample. */
    public void sampled(LoadSample sample) {
        Map<String, QueueLoad> now = new HashMap<>();
        sample.queues().forEach(load -> now.put(load.queue(), load));
        loads = Map.copyOf(now);
        for (QueueLoad load : sample.queues()) {
            // names of queues that nobody serves may be junk, and must not hide others
            boolean shown = load.slots() > 0 || known.size() < QUEUES_CAP;
            if (shown && known.add(load.queue())) {
                show(TaskFamilies.READY, load.queue(), QueueLoad::ready);
                show(TaskFamilies.OLDEST, load.queue(), QueueMetrics::oldestSeconds);
                show(TaskFamilies.SLOTS, load.queue(), QueueLoad::slots);
            }
        }
    }

    private void show(Family family, String queue, ToDoubleFunction<QueueLoad> value) {
        QueueLoad nothing = new QueueLoad(queue, 0, null, 0);
        sink.gauge(
                family,
                () -> latest.get().isPresent() ? value.applyAsDouble(loads.getOrDefault(queue, nothing)) : Double.NaN,
                new Label("queue", queue));
    }

    private static double oldestSeconds(QueueLoad load) {
        Duration oldest = load.oldest();
        return oldest == null ? 0 : oldest.toNanos() / NANOS_PER_SECOND;
    }
}
