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
 * Shows what the last sample found: what waits in each queue, and who works. Thread-safe; told of samples by one loop.
 * A queue that has been seen once stays, with nothing in it; so do at most 200 of them.
 */
public final class QueueMetrics {

    private static final int QUEUES_CAP = 200;
    private static final double NANOS_PER_SECOND = 1e9;

    private final MetricSink sink;
    private final Set<String> known = new HashSet<>(); // confined to the loop
    private volatile Map<String, QueueLoad> loads = Map.of();
    private volatile Supplier<Optional<LoadSample>> latest = Optional::empty;

    /** Shows it here. */
    public QueueMetrics(MetricSink sink) {
        this.sink = sink;
    }

    /**
     * Shows what is not of one queue.
     *
     * @param sample the last sample, absent if it is too old to be shown
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

    /** Shows what the worker of this process knows. */
    public void showWorker(IntSupplier stuckThreads, IntSupplier unclaimableNames) {
        sink.gauge(TaskFamilies.STUCK, stuckThreads::getAsInt);
        sink.gauge(TaskFamilies.UNCLAIMABLE, unclaimableNames::getAsInt);
    }

    /** A new sample has been taken. */
    public void sampled(LoadSample sample) {
        Map<String, QueueLoad> now = new HashMap<>();
        sample.queues().forEach(load -> now.put(load.queue(), load));
        loads = Map.copyOf(now);
        for (QueueLoad load : sample.queues()) {
            if (known.size() < QUEUES_CAP && known.add(load.queue())) {
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
