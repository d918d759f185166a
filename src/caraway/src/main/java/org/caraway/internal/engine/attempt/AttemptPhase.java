package org.caraway.internal.engine.attempt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may complete an attempt, and whether its method may be interrupted. Thread-safe; made on the attempt's thread.
 *
 * <p>Exactly one party completes it. The attempt's own thread takes that right with {@link #beginCompletion()} when the
 * method has returned; the time limiter, the watch over the lease and the shutdown take it with {@link #fence()}
 * before. Whoever comes second does nothing. Interrupts are sent under the same lock and only while the method runs, so
 * that none can hit what follows it: a rollback, the completion, the thread's next task.
 */
final class AttemptPhase {

    private enum Phase {
        RUNNING,
        RETURNED,
        ENDING,
        FENCED
    }

    private final Thread thread = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Phase phase = Phase.RUNNING;

    /** The method has returned: from now on no interrupt is sent. */
    void returned() {
        lock.lock();
        try {
            if (phase == Phase.RUNNING) {
                phase = Phase.RETURNED;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the right to complete it for the attempt's own thread; false if somebody else has it. */
    boolean beginCompletion() {
        lock.lock();
        try {
            if (phase == Phase.FENCED) {
                return false;
            }
            phase = Phase.ENDING;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the right to complete it from the attempt's thread, and interrupts the method if that still runs; false if
     * the right has been taken.
     */
    boolean fence() {
        lock.lock();
        try {
            if (phase == Phase.ENDING || phase == Phase.FENCED) {
                return false;
            }
            if (phase == Phase.RUNNING) {
                thread.interrupt();
            }
            phase = Phase.FENCED;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the method if it runs. */
    void interrupt() {
        lock.lock();
        try {
            if (phase == Phase.RUNNING) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean fenced() {
        lock.lock();
        try {
            return phase == Phase.FENCED;
        } finally {
            lock.unlock();
        }
    }
}
