package org.caraway.internal.cdi.monitoring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.engine.upkeep.LoadSampler;
import org.caraway.internal.health.NodeHealth;
import org.caraway.internal.observation.metrics.MetricSink;
import org.caraway.internal.observation.metrics.QueueMetrics;
import org.caraway.internal.observation.metrics.ScheduleMetrics;
import org.caraway.internal.store.admin.LoadSamples;
import org.jspecify.annotations.Nullable;

/** Reports the state of this node to the server's monitoring. Thread-safe; starts once and stops once. */
public final class Monitoring {

    private final NodeHealth health;
    private final @Nullable MetricSink sink;
    private final @Nullable LoadSampler sampler;

    /**
     * Of a node.
     *
     * @param sink the metrics of the server, null if there are none: then nothing is sampled
     * @param worker null if this process runs no tasks
     * @param lateSchedules the schedules that do not run, absent if that is unknown
     */
    public Monitoring(
            LoadSamples load,
            @Nullable MetricSink sink,
            Supplier<NodeHealth.Phase> phase,
            @Nullable Worker worker,
            Supplier<Optional<List<String>>> lateSchedules) {
        this.health = new NodeHealth(load::livingWorkers, phase, worker == null ? null : worker::health, lateSchedules);
        this.sink = sink;
        this.sampler = sink == null ? null : sampler(load, sink, worker);
        if (sink != null && worker != null) {
            ScheduleMetrics.show(sink, lateSchedules);
        }
    }

    private static LoadSampler sampler(LoadSamples load, MetricSink sink, @Nullable Worker worker) {
        QueueMetrics queues = new QueueMetrics(sink);
        LoadSampler sampler = new LoadSampler(load::sample, queues::sampled);
        queues.show(sampler::latest, sampler::databaseAnswers);
        if (worker != null) {
            queues.showWorker(
                    () -> worker.health().stuckThreads(), () -> worker.health().unclaimableNames());
        }
        return sampler;
    }

    public NodeHealth health() {
        return health;
    }

    public void start(Executor executor) {
        if (sampler != null) {
            sampler.start(executor);
        }
    }

    /** Stops sampling; the last values stay visible. */
    public void stopSampling() {
        if (sampler != null) {
            sampler.stop();
        }
    }

    /** Removes all values from the metrics. */
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
