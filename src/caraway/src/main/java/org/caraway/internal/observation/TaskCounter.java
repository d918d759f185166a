package org.caraway.internal.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.caraway.TaskState;
import org.caraway.internal.store.worker.TaskCounts;

/**
 * Counts the outcomes of tasks in this process, by queue and name, until the counts are taken. Thread-safe. Inline runs
 * are not counted. The keys are kept in two maps and not by a record of both: see {@code ObserverCache}.
 */
public final class TaskCounter implements TaskObserver {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, Map<String, Counts>> byQueue = new ConcurrentHashMap<>();

    @Override
    public AttemptStep attempt(TaskFacts task) {
        if (task.workerId() == null) {
            return AttemptStep.UNOBSERVED;
        }
        Counts counts = of(task);
        return new AttemptStep() {

            @Override
            public void started() {
                counts.started.increment();
                counts.waitNanos.add(task.waitTime().toNanos());
            }

            @Override
            public void ended(AttemptResult ending) {
                counts.add(ending);
            }
        };
    }

    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        of(task).add(ending);
    }

    @Override
    public void expired(TaskFacts task) {
        of(task).expired.increment();
    }

    /** Returns the counts since the last call, without zeros. For one caller at a time. */
    public List<TaskCounts> take() {
        List<TaskCounts> taken = new ArrayList<>();
        byQueue.forEach((queue, byName) -> byName.forEach((name, counts) -> {
            TaskCounts tally = counts.take(queue, name);
            if (!tally.isEmpty()) {
                taken.add(tally);
            }
        }));
        return taken;
    }

    /** Adds counts again that could not be written. */
    public void putBack(List<TaskCounts> tallies) {
        tallies.forEach(tally -> of(tally.queue(), tally.name()).add(tally));
    }

    private Counts of(TaskFacts task) {
        return of(task.queue(), task.name());
    }

    private Counts of(String queue, String name) {
        return byQueue.computeIfAbsent(queue, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(name, key -> new Counts());
    }

    /** The counts of one name in one queue. */
    private static final class Counts {

        private final LongAdder started = new LongAdder();
        private final LongAdder succeeded = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder retried = new LongAdder();
        private final LongAdder revoked = new LongAdder();
        private final LongAdder expired = new LongAdder();
        private final LongAdder waitNanos = new LongAdder();
        private final LongAdder runNanos = new LongAdder();

        void add(AttemptResult ending) {
            runNanos.add(ending.runTime().toNanos());
            counterOf(ending.next().state()).increment();
        }

        private LongAdder counterOf(TaskState next) {
            return switch (next) {
                case SUCCESS -> succeeded;
                case FAILURE -> failed;
                case REVOKED -> revoked;
                case EXPIRED -> expired;
                case PENDING, WAITING, STARTED, RETRY, SKIPPED -> retried;
            };
        }

        void add(TaskCounts tally) {
            started.add(tally.started());
            succeeded.add(tally.succeeded());
            failed.add(tally.failed());
            retried.add(tally.retried());
            revoked.add(tally.revoked());
            expired.add(tally.expired());
            waitNanos.add(tally.waitMillis() * NANOS_PER_MILLI);
            runNanos.add(tally.runMillis() * NANOS_PER_MILLI);
        }

        TaskCounts take(String queue, String name) {
            return new TaskCounts(
                    queue,
                    name,
                    started.sumThenReset(),
                    succeeded.sumThenReset(),
                    failed.sumThenReset(),
                    retried.sumThenReset(),
                    revoked.sumThenReset(),
                    expired.sumThenReset(),
                    waitNanos.sumThenReset() / NANOS_PER_MILLI,
                    runNanos.sumThenReset() / NANOS_PER_MILLI);
        }
    }
}
