package org.caraway.internal.cdi;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.engine.upkeep.LoadSampler;
import org.caraway.internal.health.NodeHealth;
import org.caraway.internal.observation.metrics.MetricSink;
import org.caraway.internal.observation.metrics.QueueMetrics;
import org.caraway.internal.store.admin.LoadSamples;
import org.jspecify.annotations.Nullable;

/** What tells the server's monitoring how this node is. Thread-safe; starts once and stops once. */
final class Monitoring {

    private final NodeHealth health;
    private final @Nullable MetricSink sink;
    private final @Nullable LoadSampler sampler;

    /**
     * Of a node.
     *
     * @param sink where numbers are collected, null if nowhere: then nothing is looked at for it
     * @param worker null if this process runs no tasks
     */
    Monitoring(LoadSamples load, @Nullable MetricSink sink, Supplier<NodeHealth.Phase> phase, @Nullable Worker worker) {
        this.health = new NodeHealth(load::livingWorkers, phase, worker == null ? null : worker::health);
        this.sink = sink;
        this.sampler = sink == null ? null : sampler(load, sink, worker);
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

    NodeHealth health() {
        return health;
    }

    void start(Executor executor) {
        if (sampler != null) {
            sampler.start(executor);
        }
    }

    /** Looks no more; what is shown stays. */
    void stopLooking() {
        if (sampler != null) {
            sampler.stop();
        }
    }

    /** Shows nothing any more. */
    void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
