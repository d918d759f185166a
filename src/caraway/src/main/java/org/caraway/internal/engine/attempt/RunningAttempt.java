package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.DEBUG;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.caraway.CarawayException;
import org.caraway.Progress;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.internal.engine.leak.LeakKind;
import org.caraway.internal.engine.leak.ThreadState;
import org.caraway.internal.lifecycle.AttemptBudget;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.OutageBudget;
import org.caraway.internal.lifecycle.PhaseName;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.logging.RecordSink;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.Revocation;
import org.caraway.internal.store.model.WorkflowChange;
import org.caraway.internal.workflow.RunningWorkflows;
import org.caraway.spi.ResultStore;
import org.jspecify.annotations.Nullable;

/**
 * An attempt while it runs: its {@link org.caraway.TaskContext}, its thread and its completion. Thread-safe.
 *
 * <p>{@link AttemptPhase} decides who may complete it.
 */
public final class RunningAttempt extends ClaimedTaskContext implements RecordSink {

    private static final System.Logger LOG = System.getLogger(RunningAttempt.class.getName());

    private final ReportWriter reports;
    private final Thread thread = Thread.currentThread();

    private final AttemptPhase phase = new AttemptPhase();
    private final DatabaseWork databaseWork = new DatabaseWork();

    // of its own thread alone
    private final ThreadState threadBefore = ThreadState.remember();
    private final List<LeakKind> leaks = new ArrayList<>(0);
    private final String nameBefore = thread.getName();
    private String nameInMethod = nameBefore;
    private boolean methodCalled;
    private boolean argumentsUnreadable;

    private final CapturedRecords records;
    private final WorkflowRequests workflowRequests;
    private @Nullable CarawayException refusal;
    private ResultStore.@Nullable Key resultKey; // of its own thread alone

    private volatile boolean settled;
    private volatile boolean over;
    private volatile boolean softLimitPassed;
    private volatile @Nullable Revocation revocation;
    private volatile @Nullable Progress progress;
    private volatile @Nullable String ownPhase;
    private volatile @Nullable String partialResult;

    /** An attempt that begins now, on the current thread. */
    RunningAttempt(
            ClaimedTask task,
            TaskSettings settings,
            ReportWriter reports,
            MaskedArguments maskedArguments,
            RunningWorkflows workflows,
            DurableStepServices durable,
            AttemptWaits waits) {
        super(task, settings, task.workerId(), maskedArguments, durable, waits);
        this.workflowRequests = new WorkflowRequests(task, workflows);
        this.reports = reports;
        this.records = new CapturedRecords(this, reports);
    }

    /** Records that its stored options cannot be read, so that the method is not called. */
    void refuse(CarawayException why) {
        refusal = why;
    }

    /**
     * Returns normally if the stored options are readable.
     *
     * @throws CarawayException with the reason if they are not
     */
    void checkReadable() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Records that the save of its result begins under this key; confined to its thread. */
    void savesResultAs(ResultStore.Key key) {
        resultKey = key;
    }

    /** The key under which the save of its result began, null if it did not begin; confined to its thread. */
    ResultStore.@Nullable Key resultKey() {
        return resultKey;
    }

    /** The time until its hard limit. */
    public Duration left() {
        return settings().timeLimit().minus(runTime());
    }

    public boolean hardLimitReached() {
        return runTime().compareTo(settings().timeLimit()) >= 0;
    }

    public boolean softLimitReached() {
        return !softLimitPassed && runTime().compareTo(settings().softTimeLimit()) >= 0;
    }

    /** Records that the method has returned: no interrupt is sent any more. */
    void returned() {
        phase.returned();
    }

    /** As {@link AttemptPhase#beginCompletion}. */
    boolean beginCompletion() {
        return phase.beginCompletion();
    }

    /** As {@link AttemptPhase#beginCompletion}, for an attempt whose ordinary completion failed. */
    public boolean takeCompletion() {
        return phase.beginCompletion();
    }

    /** As {@link AttemptPhase#fence}. */
    public boolean fence() {
        return phase.fence();
    }

    /** The database work of its method's transaction. */
    public DatabaseWork databaseWork() {
        return databaseWork;
    }

    /** Records that its completion was passed on, or is written by another thread. */
    public void settle() {
        settled = true;
    }

    /** Whether its own thread has no more work for its completion. */
    public boolean handedOver() {
        return settled;
    }

    /**
     * Records that its thread has left the method and its contexts: reports of other threads are ignored from now on.
     */
    public void conclude() {
        over = true;
    }

    boolean over() {
        return over;
    }

    public boolean settled() {
        return settled || fenced();
    }

    /** Interrupts the running method because its soft limit has passed. */
    public void interruptForSoftLimit() {
        softLimitPassed = true;
        phase.interrupt();
    }

    public boolean isOf(Revocation found) {
        return id().equals(found.id()) && attempt() == found.attempt();
    }

    /**
     * Records that its task was revoked, and interrupts the method once if that is requested; false if nothing has
     * changed.
     */
    public boolean revoke(Revocation found) {
        Revocation before = revocation;
        if (before != null && before.mode() == found.mode()) {
            return false;
        }
        revocation = found;
        if (found.mode() == RevokeMode.INTERRUPT) {
            phase.interrupt();
        }
        return true;
    }

    /** The revocation of its task, null if there is none; set only by the loop that reads revocations. */
    @Nullable
    Revocation revocation() {
        return revocation;
    }

    /** The known leftovers on its thread; confined to that thread. */
    List<LeakKind> leaks() {
        return leaks;
    }

    /** Restores its thread except its variables, because code that closes the contexts may need them. */
    void restoreThread() {
        threadBefore.restore(nameBefore, leaks);
    }

    /** The method is about to be called. */
    void enterMethod() {
        nameInMethod = thread.getName();
    }

    /** The method is called now: from here on it may have done something. */
    void callMethod() {
        methodCalled = true;
    }

    /** Its arguments do not fit its method. */
    void reportUnreadable() {
        argumentsUnreadable = true;
    }

    /** Whether its arguments do not fit its method; confined to its thread. */
    boolean argumentsUnreadable() {
        return argumentsUnreadable;
    }

    /** Whether the method has been called; confined to its thread. */
    boolean methodCalled() {
        return methodCalled;
    }

    /** Restores the thread's state from before the method, and records leftovers. */
    void leaveMethod() {
        threadBefore.restore(nameInMethod, leaks);
    }

    /** Removes the variables that it has left on its thread. */
    void removeVariables() {
        threadBefore.removeVariables(leaks);
    }

    boolean passedSoftLimit() {
        return softLimitPassed;
    }

    @Override
    boolean fenced() {
        return phase.fenced();
    }

    /** The completion for this outcome, with this attempt's fencing token. */
    public AttemptCompletion completion(AttemptOutcome outcome) {
        AttemptBudget budget = new AttemptBudget(
                settings().retries(), task().retries(), settings().maxDeliveries(), task().deliveries(), outages());
        Transition next = outcome.transition(budget, ThreadLocalRandom.current());
        Revocation revoked = revocation;
        if (revoked != null && next.state() != TaskState.SUCCESS) {
            next = new Transition.Revoke(next.error(), revoked.by());
        }
        boolean asks = next.state() == TaskState.SUCCESS || outcome instanceof AttemptOutcome.Replaced;
        return new AttemptCompletion(
                task(),
                next,
                report(),
                settings().retention().retainFor(),
                asks ? workflowRequests.change() : WorkflowChange.NONE);
    }

    @Override
    public <R extends @Nullable Object> @Nullable R replaceWith(Workflow<R> workflow) {
        workflowRequests.replaceWith(workflow);
        return null;
    }

    @Override
    public void addToGroup(Workflow<?> member) {
        workflowRequests.addToGroup(member);
    }

    /** Whether a workflow takes its place. */
    boolean isReplaced() {
        return workflowRequests.replaces();
    }

    private OutageBudget outages() {
        Duration before = task().particulars().outageLasts();
        return new OutageBudget(settings().retryInOutage(), before == null ? Duration.ZERO : before.plus(runTime()));
    }

    @Override
    public Instant now() {
        return reports.now();
    }

    /** The name of its thread. */
    public String threadName() {
        return thread.getName();
    }

    /**
     * The stack of its thread, innermost frame first; empty if the thread has left the attempt, because it may run the
     * next task already.
     */
    public StackTraceElement[] stack() {
        StackTraceElement[] frames = thread.getStackTrace();
        return over ? new StackTraceElement[0] : frames;
    }

    /** The latest report, null if none was made. */
    @Nullable
    AttemptReport report() {
        Progress latest = progress;
        String own = ownPhase;
        String partial = partialResult;
        return latest == null && own == null && partial == null ? null : new AttemptReport(latest, own, partial);
    }

    @Override
    public void progress(long current, long total, @Nullable String message) {
        Progress latest = new Progress(current, total, message);
        if (late("progress")) {
            return;
        }
        progress = latest;
        reports.changed(this, latest);
    }

    @Override
    public void phase(String name) {
        String checked = PhaseName.checked(name);
        if (late("a phase")) {
            return;
        }
        ownPhase = checked;
        reports.changed(this);
    }

    @Override
    public void partialResult(@Nullable Object value) {
        if (late("a partial result")) {
            return;
        }
        partialResult = reports.encode(this, value);
        reports.changed(this);
    }

    @Override
    public void log(String line) {
        if (late("a log line")) {
            return;
        }
        reports.log(this, null, null, CapturedRecords.cut(line, CapturedRecords.LINE_CAP));
    }

    @Override
    public void record(Level level, @Nullable String logger, String text) {
        records.add(level, logger, text);
    }

    /** Whether the attempt has ended, so that a report of another thread is ignored. */
    private boolean late(String what) {
        boolean late = over;
        if (late) {
            LOG.log(DEBUG, () -> "Ignored " + what + " from another thread after the completion of " + this);
        }
        return late;
    }

    @Override
    public void checkRevoked() {
        Revocation revoked = revocation;
        if (over) {
            throw StopReasons.over(facts());
        }
        if (fenced()) {
            throw StopReasons.fenced(facts());
        }
        if (revoked != null) {
            throw StopReasons.revoked(facts(), revoked.by(), null);
        }
        if (softLimitPassed) {
            throw StopReasons.softLimit(facts(), settings());
        }
    }
}
