package org.caraway.internal.engine.complete;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.TaskError;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.jspecify.annotations.Nullable;

/**
 * Ends of attempts that wait to be written, bounded by their number and by the length of their texts, so that an outage of the
 * database cannot fill the memory. Thread-safe.
 */
final class CompletionBuffer {

    private static final int COUNT_CAP = 2_000;
    private static final long TEXT_CAP = 32L << 20; // characters
    /** How many ends are written at once. */
    static final int BATCH_COUNT = 500;

    /** How many characters of text are written at once. */
    static final long BATCH_TEXT = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    // the two below: guarded by lock
    private final Queue<AttemptCompletion> ends = new ArrayDeque<>();
    private long text;

    /** Adds it when there is room, and returns whether there was within the time; one end always has room if it is alone. */
    boolean offer(AttemptCompletion end, Duration patience) throws InterruptedException {
        long length = textOf(end);
        long leftNanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ends.isEmpty() && (ends.size() >= COUNT_CAP || text + length > TEXT_CAP)) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = room.awaitNanos(leftNanos);
            }
            ends.add(end);
            text += length;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves the oldest into the batch until that is full. */
    void drainTo(List<AttemptCompletion> batch) {
        lock.lock();
        try {
            long batchText = 0;
            AttemptCompletion next = ends.peek();
            while (next != null && batch.size() < BATCH_COUNT && (batch.isEmpty() || batchText < BATCH_TEXT)) {
                ends.remove();
                long length = textOf(next);
                text -= length;
                batchText += length;
                batch.add(next);
                next = ends.peek();
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return ends.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The number of characters that its texts hold. */
    static long textOf(AttemptCompletion end) {
        AttemptReport report = end.reports();
        return stepText(end.next()) + (report == null ? 0 : lengthOf(report.partialResult()));
    }

    private static long stepText(Transition next) {
        TaskError error = next.error();
        return lengthOf(next.result())
                + (error == null ? 0 : lengthOf(error.message()) + error.trace().length());
    }

    private static long lengthOf(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
