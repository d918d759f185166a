package org.caraway.internal.engine.slot;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.claim.PrefetchQueue;

/**
 * The attempts that run in the slots of one queue, from their start until their slot is free again.
 * Thread-safe.
 */
public final class RunningAttempts {

    private static final System.Logger LOG = System.getLogger(RunningAttempts.class.getName());

    private final PrefetchQueue queue;
    private final RunnerPool runners;
    private final InFlightTasks inFlight;
    private final Claimer claimer;
    private final Executor executor;
    private final Set<RunningAttempt> running = ConcurrentHashMap.newKeySet();

    RunningAttempts(
            PrefetchQueue queue, RunnerPool runners, InFlightTasks inFlight, Claimer claimer, Executor executor) {
        this.queue = queue;
        this.runners = runners;
        this.inFlight = inFlight;
        this.claimer = claimer;
        this.executor = executor;
    }

    /** The attempts that run now, without the stuck ones. */
    public Set<RunningAttempt> all() {
        return running;
    }

    void begin(RunningAttempt attempt) {
        running.add(attempt);
    }

    /** Finishes the book-keeping of an attempt and returns whether its runner still has its slot. */
    boolean finish(RunningAttempt attempt) {
        attempt.conclude(); // also one that did not get as far as its method
        if (!running.remove(attempt)) {
            boolean slotKept = runners.freed(attempt);
            if (slotKept) {
                claimer.wake();
            }
            return slotKept;
        }
        queue.finished(attempt.runTime());
        if (queue.demand() > 0) {
            claimer.wake();
        }
        return true;
    }

    /** Fences off all attempts. The reconciliation of the claim loop releases their tasks. */
    void fenceOff() {
        for (RunningAttempt attempt : running) {
            if (attempt.fence()) {
                inFlight.removeBegun(attempt.task());
                refill(attempt);
                cancelStatement(attempt);
            }
        }
    }

    /** Gives the slot of an attempt that has ended, but whose thread still runs, to another runner. */
    void refill(RunningAttempt attempt) {
        RunnerPool.Refill refill = runners.stick(attempt, running);
        if (refill == RunnerPool.Refill.NONE) {
            return;
        }
        if (refill == RunnerPool.Refill.WITHHELD) {
            runners.reportStuck();
        }
        queue.finished(attempt.runTime());
        if (refill == RunnerPool.Refill.REPLACED) {
            runners.replace();
        }
    }

    /** Cancels, on another thread, the database statement of an attempt that has ended. */
    public void cancelStatement(RunningAttempt attempt) {
        if (!attempt.databaseWork().underway()) {
            return;
        }
        try {
            executor.execute(new StatementCanceller(attempt));
        } catch (RejectedExecutionException refused) {
            LOG.log(
                    WARNING,
                    () -> "The executor refused a thread to cancel what " + attempt
                            + " does in the database; give it more threads",
                    refused);
        }
    }
}
