package org.caraway.internal.engine.loop;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A background job that repeats one step on a managed thread of its own: it sleeps between runs, can be woken, survives
 * whatever the step throws with a growing pause, and stops when requested. Thread-safe.
 *
 * <p>An {@link Error} is survived too: a worker whose lease is renewed while another of its loops is dead would keep
 * its tasks all workers. The pauses are drawn between half and the whole of their length, so that loops and nodes which
 * the same outage has hit do not retry at the same instant.
 *
 * <p>A wake-up during a run is not lost: the next sleep ends at once. A caller therefore publishes what the next run
 * must see before it calls {@link #wake()}.
 */
public final class Loop implements Runnable, ManagedTask {

    private static final System.Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(2);

    private final String name;
    private final Duration leastGap;
    private final Step step;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private boolean woken;

    @GuardedBy("lock")
    private boolean begun;

    @GuardedBy("lock")
    private boolean stopping;

    @GuardedBy("lock")
    private boolean stopped = true;

    private int outageTries; // confined to the loop

    /** What a loop repeats, and what it does once before and after. Often a lambda: the defaults do nothing. */
    @FunctionalInterface
    public interface Step {

        /** Does the work once and returns how long to sleep unless woken; zero for not at all. */
        Duration run() throws InterruptedException;

        /**
         * How long to pause at least after a run that has failed. More than nothing if each run reads much: tried
         * again at once, it would add to what has made it fail.
         */
        default Duration pauseAfterFailure() {
            return Duration.ZERO;
        }

        /** Prepares the first run, on the thread that starts the loop; when it throws, the loop does not start. */
        default void prepare() {}

        /** Releases what the runs have used, on the loop's own thread after the last run; throws nothing. */
        default void release() {}

        /** Does the remaining work once the loop has stopped, on the thread that waits for that. */
        default void flush() {}
    }

    /**
     * A loop that is not running yet.
     *
     * @param name what it does, for thread name and log
     * @param leastGap how long it rests after each run even if woken, zero for not at all
     */
    public Loop(String name, Duration leastGap, Step step) {
        this.name = name;
        this.leastGap = leastGap;
        this.step = step;
    }

    /** What it does, as thread name and log have it. */
    public String name() {
        return name;
    }

    /** Runs on a thread of this executor until it is stopped. */
    public void start(Executor executor) {
        step.prepare();
        lock.lock();
        try {
            stopped = false;
        } finally {
            lock.unlock();
        }
        executor.execute(this);
    }

    /** Waits for its executor to give it a thread, and returns whether that has happened. */
    public boolean awaitBegin(Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!begun && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it waits for a thread: it was started, and the executor has not begun it. */
    public boolean waiting() {
        lock.lock();
        try {
            return !begun && !stopped && !stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the current sleep, or the next one if it runs. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Requests that it stops after the current run; does not wait. */
    public void requestStop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it has stopped, then flushes, and returns whether it has stopped. */
    public boolean awaitStop(Duration timeout) throws InterruptedException {
        boolean inTime = awaitThread(timeout);
        if (inTime) {
            step.flush();
        }
        return inTime;
    }

    private boolean awaitThread(Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!stopped && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String formerName = thread.getName();
        thread.setName("caraway-" + name);
        markBegun();
        try {
            runUntilStopped();
        } catch (InterruptedException interrupted) {
            LOG.log(DEBUG, () -> "The loop '" + name + "' was interrupted and stops");
            thread.interrupt();
        } finally {
            step.release();
            thread.setName(formerName);
            markStopped();
        }
    }

    private void markBegun() {
        lock.lock();
        try {
            begun = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void runUntilStopped() throws InterruptedException {
        Duration backOff = FIRST_BACK_OFF;
        while (!isStopping()) {
            Duration pause;
            try {
                pause = step.run();
                backOff = FIRST_BACK_OFF;
                reportRecovery();
            } catch (RuntimeException | Error failure) {
                Duration longer = longer(backOff, step.pauseAfterFailure());
                report(failure, longer);
                pauseUnlessStopping(drawn(longer));
                pause = Duration.ZERO;
                backOff = shorter(backOff.multipliedBy(2), LONGEST_BACK_OFF);
            }
            pauseUnlessStopping(leastGap);
            sleep(pause);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration drawn(Duration backOff) {
        long whole = backOff.toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(whole / 2, whole + 1));
    }

    /** Logs an outage once, not with each try: a dozen loops of each node meet it. */
    private void report(Throwable failure, Duration backOff) {
        if (failure instanceof QueueUnavailableException) {
            LOG.log(
                    outageTries++ == 0 ? WARNING : DEBUG,
                    () -> "The loop '" + name + "' tries again until it succeeds: " + failure.getMessage());
        } else if (failure instanceof CarawayException) {
            LOG.log(ERROR, () -> "The loop '" + name + "' continues within " + backOff, failure);
        } else {
            LOG.log(
                    ERROR,
                    () -> "The loop '" + name + "' continues within " + backOff + ". This is a bug in Caraway.",
                    failure);
        }
    }

    private void reportRecovery() {
        if (outageTries > 0) {
            int tries = outageTries;
            LOG.log(INFO, () -> "The loop '" + name + "' continues after " + tries + " tries without a database");
            outageTries = 0;
        }
    }

    /** Whether a stop was requested: a step that takes long checks this in between. */
    public boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void sleep(Duration pause) throws InterruptedException {
        long leftNanos = pause.toNanos();
        lock.lockInterruptibly();
        try {
            while (!woken && !stopping && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    private void pauseUnlessStopping(Duration pause) throws InterruptedException {
        long leftNanos = pause.toNanos();
        lock.lockInterruptibly();
        try {
            while (!stopping && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void markStopped() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, String> getExecutionProperties() {
        return Map.of(ManagedTask.IDENTITY_NAME, "caraway/" + name, ManagedTask.LONGRUNNING_HINT, "true");
    }

    @Override
    public @Nullable ManagedTaskListener getManagedTaskListener() {
        return null;
    }
}
