package org.caraway.internal.cdi.runtime;

import java.util.concurrent.Executor;
import org.caraway.internal.cdi.monitoring.Monitoring;
import org.caraway.internal.engine.Worker;
import org.caraway.internal.engine.signal.NodeSignals;
import org.caraway.internal.engine.upkeep.CounterWriter;
import org.caraway.internal.feed.DefaultTaskFeed;
import org.caraway.internal.health.NodeHealth;
import org.caraway.internal.health.NodeHealth.Phase;
import org.caraway.internal.logging.LogCapture;
import org.jspecify.annotations.Nullable;

/** What runs in the background of one node, started and stopped in order. Thread-safe; starts once and stops once. */
final class BackgroundServices {

    private final DefaultTaskFeed feed;
    private final CounterWriter counters;
    private final ScheduleServices schedules;
    private final @Nullable Worker worker;
    private final @Nullable NodeSignals signals;
    private final LogCapture logCapture;
    private final Monitoring monitoring;

    /**
     * Of a node.
     *
     * @param worker null if this process runs no tasks
     * @param signals null if nodes do not notify each other
     */
    BackgroundServices(
            DefaultTaskFeed feed,
            CounterWriter counters,
            ScheduleServices schedules,
            @Nullable Worker worker,
            @Nullable NodeSignals signals,
            LogCapture logCapture,
            Monitoring monitoring) {
        this.feed = feed;
        this.counters = counters;
        this.schedules = schedules;
        this.worker = worker;
        this.signals = signals;
        this.logCapture = logCapture;
        this.monitoring = monitoring;
    }

    DefaultTaskFeed feed() {
        return feed;
    }

    ScheduleServices schedules() {
        return schedules;
    }

    NodeHealth health() {
        return monitoring.health();
    }

    /** Collects the signals to other nodes from now on; they are sent after {@link #start}. */
    void collectSignals() {
        if (signals != null) {
            signals.collect();
        }
    }

    void start(Executor executor) {
        feed.start(executor);
        counters.start(executor);
        if (worker != null) {
            logCapture.start();
            worker.start();
            schedules.start(executor);
        }
        if (signals != null) {
            signals.startSending(executor);
            if (worker != null) {
                signals.startListening(executor);
            }
        }
        monitoring.start(executor);
    }

    /**
     * Stops everything but the monitoring, which still shows its last values.
     *
     * @param before the phase that the node leaves
     */
    void stop(Phase before) {
        try {
            stopInOrder(before);
        } finally {
            logCapture.stop(); // or the root logger would keep this application's class loader
        }
    }

    private void stopInOrder(Phase before) {
        monitoring.stopSampling();
        if (signals != null) {
            signals.stopListening();
        }
        if (worker != null && before == Phase.RUNNING) {
            schedules.stop();
            worker.stop();
        }
        if (before == Phase.RUNNING) {
            counters.stop();
        }
        if (signals != null) {
            signals.stop(); // after the worker, whose released tasks other nodes are notified of
        }
        feed.stop(); // last: the worker's last completions are published
    }

    /** Stops showing values to the server's monitoring. */
    void closeMonitoring() {
        monitoring.close();
    }
}
