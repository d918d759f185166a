package org.caraway.internal.engine.complete;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * Completions of attempts that wait to be written, bounded by their number and by the length of their texts, so that an
 * outage of the database cannot fill the memory. Thread-safe.
 */
final class CompletionBuffer {

    private static final int COUNT_CAP = 2_000;
    private static final long TEXT_CAP = 32L << 20; // characters
    /** How many completions are written at once. */
    static final int BATCH_COUNT = 500;

    /** How many characters of text are written at once. */
    static final long BATCH_TEXT = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<AttemptCompletion> completions = new ArrayDeque<>();

    @GuardedBy("lock")
    private long text;

    /**
     * Adds it when there is room, and returns whether there was within the time; one end always has room if it is
     * alone.
     */
    boolean offer(AttemptCompletion completion, Duration patience) throws InterruptedException {
        long length = textOf(completion);
        long leftNanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!completions.isEmpty() && (completions.size() >= COUNT_CAP || text + length > TEXT_CAP)) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = room.awaitNanos(leftNanos);
            }
            completions.add(completion);
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
            AttemptCompletion next = completions.peek();
            while (next != null && batch.size() < BATCH_COUNT && (batch.isEmpty() || batchText < BATCH_TEXT)) {
                completions.remove();
                long length = textOf(next);
                text -= length;
                batchText += length;
                batch.add(next);
                next = completions.peek();
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return completions.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The number of characters that its texts hold. */
    static long textOf(AttemptCompletion completion) {
        AttemptReport report = completion.reports();
        return stepText(completion.next()) + (report == null ? 0 : lengthOf(report.partialResult()));
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
