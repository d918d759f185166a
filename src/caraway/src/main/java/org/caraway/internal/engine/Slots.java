package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.caraway.CarawayException;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.recover.TaskReleases;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one lane and the attempts that run in them. Thread-safe. Their threads are the business of {@link RunnerPool}, how many
 * there are of {@link SlotScale}.
 */
final class Slots {

    private static final System.Logger LOG = System.getLogger(Slots.class.getName());

    private final PrefetchQueue lane;
    private final SlotScale scale;
    private final TaskRegistry registry;
    private final RuntimeSettingsWatcher controls;
    private final TaskReleases releases;
    private final LeakGuard attempts;
    private final ReportWriter reports;
    private final MaskedArguments shown;
    private final Claimer claimer;
    private final Executor executor;
    private final RunnerPool runners;
    private final InFlightTasks holdings;
    private final Lease lease;
    private final UndeployDetector departure;

    private final Set<RunningAttempt> running = ConcurrentHashMap.newKeySet();

    Slots(
            PrefetchQueue lane,
            SlotScale scale,
            TaskRegistry registry,
            RuntimeSettingsWatcher controls,
            TaskReleases releases,
            LeakGuard attempts,
            ReportWriter reports,
            MaskedArguments shown,
            Claimer claimer,
            Executor executor,
            InFlightTasks holdings,
            Lease lease,
            UndeployDetector departure) {
        this.lane = lane;
        this.scale = scale;
        this.registry = registry;
        this.controls = controls;
        this.releases = releases;
        this.attempts = attempts;
        this.reports = reports;
        this.shown = shown;
        this.claimer = claimer;
        this.executor = executor;
        this.runners = new RunnerPool(lane, executor, name -> new Runner(name, this));
        this.holdings = holdings;
        this.lease = lease;
        this.departure = departure;
    }

    PrefetchQueue lane() {
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
        runners.start();
    }

    RunnerPool runners() {
        return runners;
    }

    /** Lets runners end after their current attempt. */
    void close() {
        runners.close();
    }

    /** Has as many slots as was set at run time, otherwise as many as the work asks for. Confined to one loop. */
    void adapt() {
        int present = lane.slots();
        Integer set = controls.queue(lane.queue()).slots();
        int wanted = scale.wanted(set, System.nanoTime(), present, lane.wanted(), lane.backlog());
        if (wanted != present) {
            runners.resize(wanted);
            LOG.log(DEBUG, () -> "Queue " + lane.queue() + " has " + wanted + " slots, after " + present);
            claimer.wake();
        }
    }

    /** Gives back what no runner has started, and returns what was over thereby, because it had been revoked. */
    List<FinishedTask> releaseUnstarted() {
        List<ClaimedTask> unstarted = lane.drain();
        if (unstarted.isEmpty()) {
            return List.of();
        }
        List<FinishedTask> revoked = releases.release(unstarted);
        unstarted.forEach(holdings::remove);
        return revoked;
    }

    /**
     * Whether a claimed task may be begun: not without a lease, which others may have found to be over, and not when the application is being
     * taken away, after which this lane begins none.
     */
    boolean mayBegin() {
        if (departure.noticed()) {
            runners.close();
            return false;
        }
        return lease.held();
    }

    /** The attempt could not begin: its task is given back when the claim loop finds that nobody has it. */
    void returnUnstarted(ClaimedTask task) {
        holdings.remove(task);
        claimer.requestReconciliation();
    }

    /** A runner has taken the task, and does not begin it. */
    void skip(ClaimedTask task) {
        lane.skipped();
        returnUnstarted(task);
    }

    /** Fences off everything that runs or waits here. What it was claimed for is given back by the claim loop. */
    void fenceOff() {
        lane.drain().forEach(holdings::remove);
        for (RunningAttempt attempt : running) {
            if (attempt.fence()) {
                holdings.remove(attempt.task());
                refill(attempt);
                cancelStatement(attempt);
            }
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
            return new RunningAttempt(task, wished, reports, shown);
        } catch (CarawayException unreadable) {
            RunningAttempt attempt = new RunningAttempt(task, settings, reports, shown);
            attempt.refuse(unreadable);
            return attempt;
        }
    }

    /** Ends the book-keeping of an attempt and returns whether its runner still has its slot. */
    boolean finish(RunningAttempt attempt) {
        attempt.conclude(); // also one that did not get as far as its method
        if (!running.remove(attempt)) {
            boolean slotKept = runners.freed(attempt);
            if (slotKept) {
                claimer.wake();
            }
            return slotKept;
        }
        lane.ended(attempt.ran());
        if (lane.demand() > 0) {
            claimer.wake();
        }
        return true;
    }

    /** Takes the slot from an attempt that is over while its thread is not, and gives it to another runner. */
    void refill(RunningAttempt attempt) {
        RunnerPool.Refill refill = runners.stick(attempt, running);
        if (refill == RunnerPool.Refill.NONE) {
            return;
        }
        if (refill == RunnerPool.Refill.WITHHELD) {
            runners.reportStuck();
        }
        lane.ended(attempt.ran());
        if (refill == RunnerPool.Refill.REPLACED) {
            runners.replace();
        }
    }

    /** Ends what an attempt that is over still does in the database, on another thread. */
    void cancelStatement(RunningAttempt attempt) {
        if (!attempt.databaseWork().underway()) {
            return;
        }
        try {
            executor.execute(new StatementCanceller(attempt));
        } catch (RejectedExecutionException refused) {
            LOG.log(
                    WARNING,
                    () -> "The executor refused a thread to end what " + attempt
                            + " does in the database; give it more threads",
                    refused);
        }
    }

    /** Lets go of what was claimed for slots that have been withheld since; the claim loop gives it back. */
    void returnStranded() {
        if (lane.usable() > 0) {
            return;
        }
        List<ClaimedTask> stranded = lane.drain();
        if (!stranded.isEmpty()) {
            stranded.forEach(holdings::remove);
            claimer.requestReconciliation();
        }
    }
}
