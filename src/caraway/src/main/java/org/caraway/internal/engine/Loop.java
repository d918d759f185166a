package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

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
 * A background job that does the same thing again and again on a managed thread of its own: it sleeps between runs, can be
 * woken, survives whatever its body throws with a growing pause, and ends when told. Thread-safe.
 *
 * <p>An {@link Error} is survived too: a worker whose lease is renewed while another of its loops is dead would keep its tasks
 * from everybody. The pauses are drawn between half and the whole of their length, so that loops and nodes which the same
 * outage has hit do not come back at once.
 *
 * <p>A wake-up that comes while the body runs is not lost: the next sleep ends at once. What a run must not miss is therefore
 * made visible to it before {@link #wake()} is called.
 */
public final class Loop implements Runnable, ManagedTask {

    private static final System.Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(2);

    private final String job;
    private final Duration leastGap;
    private final Body body;
    private final Runnable ending;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // the three below: guarded by lock
    private boolean woken;
    private boolean stopping;
    private boolean ended = true;
    private int outageTries; // confined to the loop

    /** What is done in each round. */
    @FunctionalInterface
    public interface Body {

        /** Does it once and returns how long to sleep unless woken; zero for not at all. */
        Duration run() throws InterruptedException;
    }

    /**
     * A loop that is not running yet.
     *
     * @param job what it does, for thread name and log
     * @param leastGap how long it rests after each run even if woken, zero for not at all
     */
    public Loop(String job, Duration leastGap, Body body) {
        this(job, leastGap, body, () -> {});
    }

    /**
     * A loop that is not running yet, and lets go of something when it has ended.
     *
     * @param ending done once on the loop's own thread, after the last run; throws nothing
     */
    public Loop(String job, Duration leastGap, Body body, Runnable ending) {
        this.job = job;
        this.leastGap = leastGap;
        this.body = body;
        this.ending = ending;
    }

    /** Runs it on a thread of this executor until it is stopped. */
    public void start(Executor executor) {
        lock.lock();
        try {
            ended = false;
        } finally {
            lock.unlock();
        }
        executor.execute(this);
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

    /** Tells it to end after the current run. */
    public void stop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it has ended and returns whether it has. */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ended && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String formerName = thread.getName();
        thread.setName("caraway-" + job);
        try {
            runUntilStopped();
        } catch (InterruptedException interrupted) {
            LOG.log(DEBUG, () -> "The loop '" + job + "' was interrupted and ends");
            thread.interrupt();
        } finally {
            ending.run();
            thread.setName(formerName);
            markEnded();
        }
    }

    private void runUntilStopped() throws InterruptedException {
        Duration backOff = FIRST_BACK_OFF;
        while (!isStopping()) {
            Duration pause;
            try {
                pause = body.run();
                backOff = FIRST_BACK_OFF;
                reportRecovery();
            } catch (RuntimeException | Error failure) {
                report(failure, backOff);
                pauseWhateverHappens(drawn(backOff));
                pause = Duration.ZERO;
                backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) < 0
                        ? backOff.multipliedBy(2)
                        : LONGEST_BACK_OFF;
            }
            pauseWhateverHappens(leastGap);
            sleep(pause);
        }
    }

    private static Duration drawn(Duration backOff) {
        long whole = backOff.toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(whole / 2, whole + 1));
    }

    /** An outage is told once, not with each try: a dozen loops of each node meet it. */
    private void report(Throwable failure, Duration backOff) {
        if (failure instanceof QueueUnavailableException) {
            LOG.log(
                    outageTries++ == 0 ? WARNING : DEBUG,
                    () -> "The loop '" + job + "' tries again until it succeeds: " + failure.getMessage());
        } else if (failure instanceof CarawayException) {
            LOG.log(ERROR, () -> "The loop '" + job + "' goes on within " + backOff, failure);
        } else {
            LOG.log(
                    ERROR,
                    () -> "The loop '" + job + "' goes on within " + backOff + ". This is a bug in Caraway.",
                    failure);
        }
    }

    private void reportRecovery() {
        if (outageTries > 0) {
            int tries = outageTries;
            LOG.log(INFO, () -> "The loop '" + job + "' goes on after " + tries + " tries without a database");
            outageTries = 0;
        }
    }

    /** Whether it has been told to end: a body that takes long asks in between. */
    boolean isStopping() {
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

    private void pauseWhateverHappens(Duration pause) throws InterruptedException {
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

    private void markEnded() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, String> getExecutionProperties() {
        return Map.of(ManagedTask.IDENTITY_NAME, "caraway/" + job, ManagedTask.LONGRUNNING_HINT, "true");
    }

    @Override
    public @Nullable ManagedTaskListener getManagedTaskListener() {
        return null;
    }
}
