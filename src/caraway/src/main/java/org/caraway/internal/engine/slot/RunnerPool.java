package org.caraway.internal.engine.slot;

import static java.lang.System.Logger.Level.WARNING;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.claim.PrefetchQueue;

/**
 * The threads of one queue: one for each slot, except for threads that are stuck, missing, withheld or about to stop.
 * Thread-safe.
 *
 * <p>A thread cannot be killed. When an attempt is fenced off, its slot gets another runner immediately, and the old
 * runner stops when the method returns; until then it counts as stuck. So a task that always hangs would use up one
 * thread after another. When as many threads are stuck as there are slots, a further slot that loses its thread is
 * withheld: it has no thread until a stuck thread becomes free and takes the slot.
 *
 * <p>When the number of slots is reduced, slots without a thread are removed first. Running attempts are not
 * interrupted: the next runner that is between two tasks stops, or a runner that stops is not replaced.
 */
public final class RunnerPool {

    private static final System.Logger LOG = System.getLogger(RunnerPool.class.getName());

    /** How many threads may be stuck for each slot before a slot that loses its thread stays without one. */
    private static final int STUCK_PER_SLOT = 1;

    private final PrefetchQueue queue;
    private final Executor executor;
    private final Function<String, Runnable> runner;
    private final Set<RunningAttempt> stuck = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition runnerEnded = lock.newCondition();

    @GuardedBy("lock")
    private boolean open = true;

    @GuardedBy("lock")
    private int runners;

    @GuardedBy("lock")
    private int missing;

    @GuardedBy("lock")
    private int withheld;

    @GuardedBy("lock")
    private int surplus;

    /** Creates the job of each thread from its name. */
    RunnerPool(PrefetchQueue queue, Executor executor, Function<String, Runnable> runner) {
        this.queue = queue;
        this.executor = executor;
        this.runner = runner;
    }

    /** The replacement for the thread of a slot whose attempt has ended. */
    enum Refill {
        /** None: the attempt has just ended normally. */
        NONE,
        /** Another thread. */
        REPLACED,
        /** No thread, because too many are stuck. */
        WITHHELD
    }

    public void start() {
        for (int slot = 0; slot < queue.slots(); slot++) {
            add();
        }
    }

    private void add() {
        lock.lock();
        try {
            runners++;
        } finally {
            lock.unlock();
        }
        try {
            executor.execute(runner.apply("run-" + queue.queue() + "-" + numbers.incrementAndGet()));
        } catch (RejectedExecutionException refused) {
            runnerGone();
            throw refused;
        }
    }

    /** Whether the runners continue to take tasks. */
    boolean open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the runners after their current attempts. */
    public void close() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a runner between two tasks is surplus and has to stop without being replaced. */
    boolean retire() {
        lock.lock();
        try {
            boolean leaves = surplus > 0;
            surplus -= leaves ? 1 : 0;
            return leaves;
        } finally {
            lock.unlock();
        }
    }

    /** Adds slots immediately, or removes them as runners become free. Confined to one loop. */
    void resize(int slots) {
        int added = 0;
        lock.lock();
        try {
            int more = slots - queue.slots();
            queue.resize(slots);
            if (more > 0) {
                int kept = Math.min(more, surplus); // that have not left yet
                surplus -= kept;
                added = more - kept;
            } else {
                takeAway(-more);
            }
        } finally {
            lock.unlock();
        }
        for (int slot = 0; slot < added; slot++) {
            replace();
        }
    }

    /** Under the lock. */
    @GuardedBy("lock")
    private void takeAway(int count) {
        int absent = Math.min(count, missing);
        int idle = Math.min(count - absent, withheld);
        missing -= absent;
        withheld -= idle;
        for (int slot = 0; slot < idle; slot++) {
            queue.restore(); // its withheld slot is the one that has gone
        }
        surplus += count - absent - idle;
    }

    /** Records that a runner has stopped. If it still had its slot, after an interrupt or an error, it is replaced. */
    void runnerStopped(boolean slotKept) {
        runnerGone();
        if (slotKept) {
            replace();
        }
    }

    /** If the executor refuses because it is full, the replacement is tried again later. */
    void replace() {
        if (!open() || retire()) {
            return;
        }
        try {
            add();
        } catch (RejectedExecutionException refused) {
            LOG.log(
                    WARNING,
                    () -> "The executor refused a thread for a slot of queue " + queue.queue()
                            + "; it is asked again. Give it more threads",
                    refused);
            changeMissing(1);
        }
    }

    /** Tries again to fill the slots whose runner the executor refused. */
    void addMissing() {
        if (changeMissing(0) > 0) {
            changeMissing(-1);
            replace();
        }
    }

    private int changeMissing(int by) {
        lock.lock();
        try {
            missing += by;
            return missing;
        } finally {
            lock.unlock();
        }
    }

    private void runnerGone() {
        lock.lock();
        try {
            runners--;
            runnerEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until only stuck threads are left, whose attempts have ended; returns false after the time-out. */
    public boolean awaitStop(Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (runners > stuck.size() && leftNanos > 0) {
                leftNanos = runnerEnded.awaitNanos(leftNanos);
            }
            return runners <= stuck.size();
        } finally {
            lock.unlock();
        }
    }

    /** Records that the attempt has ended but its thread has not: it counts as stuck, and no longer as running. */
    Refill stick(RunningAttempt attempt, Set<RunningAttempt> running) {
        lock.lock();
        try {
            if (!running.remove(attempt)) {
                return Refill.NONE;
            }
            stuck.add(attempt);
            runnerEnded.signalAll();
            if (stuck.size() <= STUCK_PER_SLOT * queue.slots()) {
                return Refill.REPLACED;
            }
            withheld++;
            queue.withhold();
            return Refill.WITHHELD;
        } finally {
            lock.unlock();
        }
    }

    /** A stuck thread takes a withheld slot if there is one; returns whether it did. */
    boolean freed(RunningAttempt attempt) {
        boolean takesSlot;
        lock.lock();
        try {
            if (!stuck.remove(attempt)) {
                return false;
            }
            takesSlot = withheld > 0;
            if (takesSlot) {
                withheld--;
                queue.restore();
            }
        } finally {
            lock.unlock();
        }
        LOG.log(
                WARNING,
                () -> "The thread of " + attempt + " came free after " + attempt.runTime()
                        + (takesSlot ? "; a slot of queue " + queue.queue() + " that had none is in use again" : ""));
        return takesSlot;
    }

    /** The attempts that have ended while their threads still run. */
    public Set<RunningAttempt> stuck() {
        return stuck;
    }

    void reportStuck() {
        LOG.log(
                WARNING,
                () -> "Queue " + queue.queue() + " has " + queue.usable() + " of " + queue.slots()
                        + " slots left, because "
                        + stuck.size() + " threads are stuck in " + stuck
                        + "; a slot comes back with each of them. Let these methods heed interrupts, or restart the server");
    }
}
