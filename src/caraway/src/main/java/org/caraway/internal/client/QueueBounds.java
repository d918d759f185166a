package org.caraway.internal.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.caraway.QueueFullException;
import org.caraway.internal.client.QueueBound.WhenFull;
import org.caraway.internal.store.enqueue.QueueLengths;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;

/**
 * Enforces the maximum lengths of queues: the configured ones, and those set at run time, which take precedence.
 * Thread-safe.
 *
 * <p>What is set at run time is read at most once a second. Tasks are counted before the insert and no further than the
 * limit, so that the count is bounded work; calls that count at the same time may together exceed the limit by what
 * they enqueue.
 *
 * <p>An exact limit would need a row that every enqueueing call updates, and so waits for.
 */
public final class QueueBounds {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final QueueLengths lengths;
    private final AfterCommit transaction;
    private final Map<String, QueueBound> configured;
    private volatile @Nullable Reading latest;

    /** With these limits of the configuration, by queue. */
    public QueueBounds(QueueLengths lengths, AfterCommit transaction, Map<String, QueueBound> configured) {
        this.lengths = lengths;
        this.transaction = transaction;
        this.configured = Map.copyOf(configured);
    }

    /** What was set at run time, as of then. */
    private record Reading(Map<String, Integer> maxLengths, long nanos) {}

    /**
     * Returns when there is room for all of these.
     *
     * @throws QueueFullException if there is none, or not in time
     */
    void admit(List<NewTask> tasks) {
        admit(tasks, new HashMap<>());
    }

    /**
     * The same, for tasks that are inserted together with others.
     *
     * @param others how many others there are, by queue; these are added
     */
    void admit(List<NewTask> tasks, Map<String, Integer> others) {
        Map<String, Integer> set = maxLengths();
        if (set.isEmpty() && configured.isEmpty()) {
            return;
        }
        Map<String, Integer> counts = new TreeMap<>();
        tasks.stream()
                .filter(QueueBounds::runsWithoutOthers)
                .forEach(task -> counts.merge(task.queue(), 1, Integer::sum));
        counts.forEach((queue, count) -> {
            QueueBound bound = configured.getOrDefault(queue, QueueBound.NONE);
            Integer maxLength = set.getOrDefault(queue, bound.maxLength());
            if (maxLength != null) {
                admit(queue, count + others.getOrDefault(queue, 0), maxLength, bound);
            }
        });
        counts.forEach((queue, count) -> others.merge(queue, count, Integer::sum));
    }

    /** Steps of workflows that wait for others do not count: their release is not refused. */
    private static boolean runsWithoutOthers(NewTask task) {
        StepPlace step = task.step();
        return step == null || !step.waiting();
    }

    private void admit(String queue, int count, int maxLength, QueueBound bound) {
        if (hasRoom(queue, count, maxLength)) {
            return;
        }
        if (count > maxLength) {
            throw full(
                    queue,
                    count,
                    maxLength,
                    "enqueue fewer at once, or raise caraway.queue.\"" + queue + "\".max-length");
        }
        String fix = "let more workers serve it, or raise caraway.queue.\"" + queue + "\".max-length";
        if (bound.whenFull() == WhenFull.REJECT) {
            throw full(queue, count, maxLength, fix);
        }
        if (transaction.pending()) {
            throw full(
                    queue,
                    count,
                    maxLength,
                    "a call does not wait inside a transaction, whose locks it would hold; " + fix);
        }
        if (!waitForRoom(queue, count, maxLength, bound.blockTimeout())) {
            throw full(queue, count, maxLength, "there was no room within " + bound.blockTimeout() + "; " + fix);
        }
    }

    private boolean hasRoom(String queue, int count, int maxLength) {
        int room = maxLength - count;
        return room >= 0 && lengths.waiting(queue, room + 1) <= room;
    }

    /** An interrupt ends the wait and stays. */
    private boolean waitForRoom(String queue, int count, int maxLength, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean room = false;
        while (!room && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, PAUSE.toNanos());
            room = hasRoom(queue, count, maxLength);
        }
        return room;
    }

    private static QueueFullException full(String queue, int count, int maxLength, String fix) {
        return new QueueFullException(
                "Queue '" + queue + "' may have " + maxLength + " waiting tasks and has no room for " + count
                        + " more, so nothing was enqueued; " + fix,
                queue,
                maxLength);
    }

    private Map<String, Integer> maxLengths() {
        Reading reading = latest;
        if (reading == null || System.nanoTime() - reading.nanos() >= FRESH.toNanos()) {
            reading = new Reading(lengths.maxLengths(), System.nanoTime());
            latest = reading;
        }
        return reading.maxLengths();
    }
}
