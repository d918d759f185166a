package org.caraway.internal.observation.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.caraway.CallOptions;
import org.caraway.TaskCall;
import org.caraway.TaskState;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.metrics.MetricSink.Count;
import org.caraway.internal.observation.metrics.MetricSink.Label;
import org.jspecify.annotations.Nullable;

/**
 * Counts the transitions of tasks in this process, by name and queue. Thread-safe. Inline runs are not counted, because
 * they are in no queue. The number of labels is limited, because each combination is a permanent series in the
 * collector: names that this application does not define are {@code other}, queues of single workers are {@code
 * @worker}, and after five hundred combinations all new ones are {@code other}. The combinations are kept in two maps,
 * and not by a record of both: see {@code ObserverCache}.
 */
public final class TaskMetrics implements TaskObserver {

    static final int SERIES_CAP = 500;
    private static final String OTHER = "other";

    private final MetricSink sink;
    private final Set<String> names;
    private final List<Duration> bounds;
    private final Count mended;
    private final Map<String, Map<String, Series>> byName = new ConcurrentHashMap<>();
    private final AtomicInteger combinations = new AtomicInteger();

    /**
     * Registers the counters. Those of defined names start with zero: for a series that starts with one, {@code rate}
     * shows no increase.
     *
     * @param queues the names that the application defines, with the queue of each
     * @param bounds the upper bounds of histograms, ascending
     */
    public TaskMetrics(MetricSink sink, Map<String, String> queues, List<Duration> bounds) {
        this.sink = sink;
        this.names = Set.copyOf(queues.keySet());
        this.bounds = List.copyOf(bounds);
        mended = sink.counter(TaskFamilies.MENDED);
        queues.forEach(this::of);
    }

    private Series of(TaskFacts task) {
        return of(task.name(), task.queue());
    }

    private Series of(String taskName, String place) {
        String name = names.contains(taskName) ? taskName : OTHER;
        String queue = CallOptions.workerOf(place).isPresent() ? "@worker" : place;
        Series known = found(name, queue);
        if (known != null) {
            return known;
        }
        return combinations.get() < SERIES_CAP ? made(name, queue) : made(OTHER, OTHER);
    }

    private @Nullable Series found(String name, String queue) {
        return byName.getOrDefault(name, Map.of()).get(queue);
    }

    private Series made(String name, String queue) {
        return byName.computeIfAbsent(name, key -> new ConcurrentHashMap<>()).computeIfAbsent(queue, key -> {
            combinations.incrementAndGet();
            return new Series(sink, bounds, new Label("name", name), new Label("queue", queue));
        });
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        return new EnqueueStep() {

            @Override
            public void enqueued(List<@Nullable TaskFacts> tasks) {
                for (TaskFacts task : tasks) {
                    if (task != null) {
                        of(task).enqueued.increment();
                    }
                }
            }
        };
    }

    @Override
    public AttemptStep attempt(TaskFacts task) {
        return task.workerId() == null ? AttemptStep.UNOBSERVED : new Attempt(task, of(task));
    }

    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        of(task).ended(ending);
    }

    @Override
    public void leaseLost(TaskFacts task) {
        of(task).late.increment();
    }

    @Override
    public void redelivered(TaskFacts task) {
        of(task).redelivered.increment();
    }

    @Override
    public void workflowMended(UUID workflow) {
        mended.increment();
    }

    @Override
    public void expired(TaskFacts task) {
        of(task).expired.increment();
    }

    private static final class Attempt implements AttemptStep {

        private final TaskFacts task;
        private final Series series;
        private boolean running;

        Attempt(TaskFacts task, Series series) {
            this.task = task;
            this.series = series;
        }

        @Override
        public void started() {
            running = true;
            series.started.increment();
            series.running.increment();
            series.waits.add(task.waitTime());
        }

        @Override
        public void ended(AttemptResult ending) {
            series.ended(ending);
        }

        @Override
        public void close() {
            if (running) {
                series.running.decrement();
            }
        }
    }

    /** The series of one name in one queue. */
    private static final class Series {

        private final Count enqueued;
        private final Count started;
        private final Count succeeded;
        private final Count retried;
        private final Count postponed;
        private final Count failed;
        private final Count revoked;
        private final Count expired;
        private final Count redelivered;
        private final Count late;
        private final LongAdder running = new LongAdder();
        private final DurationHistogram waits;
        private final DurationHistogram runs;

        Series(MetricSink sink, List<Duration> bounds, Label... labels) {
            enqueued = sink.counter(TaskFamilies.ENQUEUED, labels);
            started = sink.counter(TaskFamilies.STARTED, labels);
            succeeded = sink.counter(TaskFamilies.SUCCEEDED, labels);
            retried = sink.counter(TaskFamilies.RETRIED, labels);
            postponed = sink.counter(TaskFamilies.POSTPONED, labels);
            failed = sink.counter(TaskFamilies.FAILED, labels);
            revoked = sink.counter(TaskFamilies.REVOKED, labels);
            expired = sink.counter(TaskFamilies.EXPIRED, labels);
            redelivered = sink.counter(TaskFamilies.REDELIVERED, labels);
            late = sink.counter(TaskFamilies.LATE, labels);
            sink.gauge(TaskFamilies.RUNNING, running::sum, labels);
            waits = new DurationHistogram(sink, TaskFamilies.WAIT, TaskFamilies.WAIT_HELP, bounds, labels);
            runs = new DurationHistogram(sink, TaskFamilies.RUN, TaskFamilies.RUN_HELP, bounds, labels);
        }

        void ended(AttemptResult ending) {
            if (!ending.runTime().isZero()) { // zero: nobody here knows
                runs.add(ending.runTime());
            }
            counterOf(ending.next().state()).increment();
        }

        private Count counterOf(TaskState next) {
            return switch (next) {
                case SUCCESS -> succeeded;
                case FAILURE -> failed;
                case REVOKED -> revoked;
                case EXPIRED -> expired;
                case PENDING, WAITING, SKIPPED -> postponed;
                case STARTED, RETRY -> retried;
            };
        }
    }
}
