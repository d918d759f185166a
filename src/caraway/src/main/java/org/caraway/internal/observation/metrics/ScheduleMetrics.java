package org.caraway.internal.observation.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.caraway.ScheduleEvent;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.metrics.MetricSink.Count;
import org.caraway.internal.observation.metrics.MetricSink.Label;

/**
 * Counts the fires of this process, by schedule. Thread-safe. After two hundred schedules all others are {@code other},
 * because each is a permanent series in the collector.
 */
public final class ScheduleMetrics implements TaskObserver {

    static final int SERIES_CAP = 200;
    private static final String OTHER = "other";
    private static final Duration LATE = Duration.ofSeconds(1);

    private final MetricSink sink;
    private final Map<String, Series> bySchedule = new ConcurrentHashMap<>();

    /** Registers its counters here, those of a schedule with its first fire. */
    public ScheduleMetrics(MetricSink sink) {
        this.sink = sink;
    }

    /**
     * Registers the gauge of late schedules.
     *
     * @param late their names, absent if unknown
     */
    public static void show(MetricSink sink, Supplier<Optional<List<String>>> late) {
        sink.gauge(
                TaskFamilies.LATE_SCHEDULES,
                () -> late.get().map(List::size).map(Integer::doubleValue).orElse(Double.NaN));
    }

    @Override
    public void schedule(ScheduleEvent event) {
        if (event instanceof ScheduleEvent.Fire fire) {
            series(event.schedule()).count(fire);
        }
    }

    private Series series(String schedule) {
        Series known = bySchedule.get(schedule);
        if (known != null) {
            return known;
        }
        String name = bySchedule.size() < SERIES_CAP ? schedule : OTHER;
        return bySchedule.computeIfAbsent(name, key -> new Series(sink, new Label("schedule", key)));
    }

    /** The series of one schedule. */
    private static final class Series {

        private final Count fires;
        private final Count late;
        private final Count missed;
        private final Count skipped;
        private final Count queued;
        private final Count refused;

        Series(MetricSink sink, Label... labels) {
            fires = sink.counter(TaskFamilies.FIRES, labels);
            late = sink.counter(TaskFamilies.LATE_FIRES, labels);
            missed = sink.counter(TaskFamilies.MISSED_FIRES, labels);
            skipped = sink.counter(TaskFamilies.SKIPPED_FIRES, labels);
            queued = sink.counter(TaskFamilies.QUEUED_FIRES, labels);
            refused = sink.counter(TaskFamilies.REFUSED_FIRES, labels);
        }

        void count(ScheduleEvent.Fire fire) {
            if (fire instanceof ScheduleEvent.Fired fired) {
                fires.increment();
                if (fired.late().compareTo(LATE) > 0) {
                    late.increment();
                }
            } else if (fire instanceof ScheduleEvent.Missed) {
                missed.increment();
            } else if (fire instanceof ScheduleEvent.Skipped) {
                skipped.increment();
            } else if (fire instanceof ScheduleEvent.Queued) {
                queued.increment();
            } else {
                refused.increment();
            }
        }
    }
}
