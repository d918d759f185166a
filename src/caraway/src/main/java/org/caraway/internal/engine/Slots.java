package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.CarawayException;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.ClaimedTask;
import org.caraway.internal.store.TaskStore;
import org.jspecify.annotations.Nullable;

/**
 * The runners of one lane and the attempts that they run. Thread-safe.
 *
 * <p>A thread cannot be killed. When an attempt is fenced off, its slot is refilled with another runner at once, and the old
 * one ends by itself when the method lets go of its thread; until then it is counted as stuck. A task that always hangs would
 * so take one thread after another. When as many threads are stuck as there are slots, a slot that loses its thread too is withheld:
 * it has none until a stuck one comes free, which takes it.
 */
final class Slots {

    private static final System.Logger LOG = System.getLogger(Slots.class.getName());

    /** How many threads may be stuck for each slot before a slot that loses its thread stays without one. */
    private static final int STUCK_PER_SLOT = 1;

    private final Lane lane;
    private final TaskRegistry registry;
    private final ControlWatch controls;
    private final TaskStore store;
    private final LeakGuard attempts;
    private final ReportWriter reports;
    private final Claimer claimer;
    private final Executor executor;
    private final Holdings holdings;
    private final Lease lease;

    private final Set<RunningAttempt> running = ConcurrentHashMap.newKeySet();
    private final Set<RunningAttempt> stuck = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition runnerEnded = lock.newCondition();
    // guarded by lock
    private boolean open = true;
    private int runners;
    private int missing;
    private int withheld;

    Slots(
            Lane lane,
            TaskRegistry registry,
            ControlWatch controls,
            TaskStore store,
            LeakGuard attempts,
            ReportWriter reports,
            Claimer claimer,
            Executor executor,
            Holdings holdings,
            Lease lease) {
        this.lane = lane;
        this.registry = registry;
        this.controls = controls;
        this.store = store;
        this.attempts = attempts;
        this.reports = reports;
        this.claimer = claimer;
        this.executor = executor;
        this.holdings = holdings;
        this.lease = lease;
    }

    Lane lane() {
        return lane;
    }

    LeakGuard attempts() {
        return attempts;
    }

    @Nullable
    TaskDefinition definition(String name) {
        return registry.find(name).orElse(null);
    }

    void start() {
        for (int slot = 0; slot < lane.slots(); slot++) {
            addRunner();
        }
    }

    private void addRunner() {
        lock.lock();
        try {
            runners++;
        } finally {
            lock.unlock();
        }
        try {
            executor.execute(new Runner("run-" + lane.queue() + "-" + numbers.incrementAndGet(), this));
        } catch (RejectedExecutionException refused) {
            runnerIsGone();
            throw refused;
        }
    }

    /** Whether runners go on taking tasks. */
    boolean open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Lets runners end after their current attempt. */
    void close() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what no runner has started. */
    void giveUnstartedBack() {
        List<ClaimedTask> unstarted = lane.drain();
        if (!unstarted.isEmpty()) {
            store.release(unstarted);
            unstarted.forEach(holdings::letGo);
        }
    }

    /** Whether a claimed task may be begun: not without a lease, which others may have found to be over. */
    boolean mayBegin() {
        return lease.held();
    }

    /** The attempt could not begin: its task is given back when the claim loop finds that nobody has it. */
    void abandon(ClaimedTask task) {
        holdings.letGo(task);
        claimer.doubt();
    }

    /** A runner has taken the task, and does not begin it. */
    void giveUp(ClaimedTask task) {
        lane.skipped();
        abandon(task);
    }

    /** Fences off everything that runs or waits here. What it was claimed for is given back by the claim loop. */
    void fenceOff() {
        lane.drain().forEach(holdings::letGo);
        for (RunningAttempt attempt : running) {
            if (attempt.fence()) {
                holdings.letGo(attempt.task());
                refill(attempt);
                breakOff(attempt);
            }
        }
    }

    /** A runner has ended; one that ended with its slot, by an interrupt or an error of the machine, is replaced. */
    void ended(Runner runner, boolean slotKept) {
        runnerIsGone();
        if (slotKept) {
            replaceRunner();
        }
    }

    /** An executor that refuses now, because it is full, is asked again. */
    private void replaceRunner() {
        if (!open()) {
            return;
        }
        try {
            addRunner();
        } catch (RejectedExecutionException refused) {
            LOG.log(
                    WARNING,
                    () -> "The executor refused a thread for a slot of queue " + lane.queue()
                            + "; it is asked again. Give it more threads",
                    refused);
            changeMissing(1);
        }
    }

    /** Tries again to fill the slots whose runner the executor refused. */
    void addMissing() {
        if (changeMissing(0) > 0) {
            changeMissing(-1);
            replaceRunner();
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

    private void runnerIsGone() {
        lock.lock();
        try {
            runners--;
            runnerEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no runner is left but stuck ones, whose attempts are over, and returns whether that came true. */
    boolean awaitRunners(Duration timeout) throws InterruptedException {
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

    /** The attempts that run now, without the stuck ones. */
    Set<RunningAttempt> running() {
        return running;
    }

    RunningAttempt begin(ClaimedTask task, TaskDefinition definition) {
        RunningAttempt attempt = attemptOf(task, definition);
        running.add(attempt);
        return attempt;
    }

    /** A SQL client may have written what cannot be read; that fails the task, as arguments would. */
    private RunningAttempt attemptOf(ClaimedTask task, TaskDefinition definition) {
        ClaimedTask.Particulars wishes = task.particulars();
        TaskSettings now = controls.settings(task.name());
        TaskSettings settings = now == null ? definition.settings() : now;
        try {
            TaskSettings wished = CallOverrides.applied(settings, wishes.options(), wishes.maxRetries());
            return new RunningAttempt(task, wished, reports);
        } catch (CarawayException unreadable) {
            RunningAttempt attempt = new RunningAttempt(task, settings, reports);
            attempt.refuse(unreadable);
            return attempt;
        }
    }

    /** Ends the book-keeping of an attempt and returns whether its runner still has its slot. */
    boolean finish(RunningAttempt attempt) {
        if (!running.remove(attempt)) {
            return cameFree(attempt);
        }
        lane.ended(attempt.ran());
        if (lane.demand() > 0) {
            claimer.wake();
        }
        return true;
    }

    /** A stuck thread takes a withheld slot if there is one; returns whether it did. */
    private boolean cameFree(RunningAttempt attempt) {
        boolean takesSlot;
        lock.lock();
        try {
            if (!stuck.remove(attempt)) {
                return false;
            }
            takesSlot = withheld > 0;
            withheld -= takesSlot ? 1 : 0;
        } finally {
            lock.unlock();
        }
        LOG.log(
                WARNING,
                () -> "The thread of " + attempt + " came free after " + attempt.ran()
                        + (takesSlot ? "; a slot of queue " + lane.queue() + " that had none is in use again" : ""));
        if (takesSlot) {
            lane.restore();
            claimer.wake();
        }
        return takesSlot;
    }

    /** Takes the slot from an attempt that is over while its thread is not, and gives it to another runner. */
    void refill(RunningAttempt attempt) {
        boolean tooMany;
        lock.lock();
        try {
            if (!running.remove(attempt)) {
                return; // it has just ended by itself
            }
            stuck.add(attempt);
            tooMany = stuck.size() > STUCK_PER_SLOT * lane.slots();
            withheld += tooMany ? 1 : 0;
            runnerEnded.signalAll();
        } finally {
            lock.unlock();
        }
        if (tooMany) {
            lane.withhold();
            tellStuck();
        }
        lane.ended(attempt.ran());
        if (!tooMany) {
            replaceRunner();
        }
    }

    /** Ends what an attempt that is over still does in the database, on another thread. */
    void breakOff(RunningAttempt attempt) {
        if (!attempt.databaseWork().underway()) {
            return;
        }
        try {
            executor.execute(new BreakOff(attempt));
        } catch (RejectedExecutionException refused) {
            LOG.log(
                    WARNING,
                    () -> "The executor refused a thread to end what " + attempt
                            + " does in the database; give it more threads",
                    refused);
        }
    }

    private void tellStuck() {
        LOG.log(
                WARNING,
                () -> "Queue " + lane.queue() + " has " + lane.usable() + " of " + lane.slots()
                        + " slots left, because "
                        + stuck.size() + " threads are stuck in " + stuck
                        + "; a slot comes back with each of them. Let these methods heed interrupts, or restart the server");
    }

    /** Lets go of what was claimed for slots that have been withheld since; the claim loop gives it back. */
    void giveUpStranded() {
        if (lane.usable() > 0) {
            return;
        }
        List<ClaimedTask> stranded = lane.drain();
        if (!stranded.isEmpty()) {
            stranded.forEach(holdings::letGo);
            claimer.doubt();
        }
    }
}
