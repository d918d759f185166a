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
import org.caraway.internal.engine.leak.LeakKind;
import org.caraway.internal.engine.leak.ThreadState;
import org.caraway.internal.lifecycle.AttemptBudget;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.PhaseName;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.logging.RecordSink;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.Revocation;
import org.caraway.spi.ResultStore;
import org.jspecify.annotations.Nullable;

/**
 * One attempt while it runs: what its task may ask of itself, and who may complete it. Thread-safe.
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

    private final CapturedRecords records;
    private @Nullable CarawayException refusal;
    private ResultStore.@Nullable Key resultKey; // of its own thread alone

    private volatile boolean settled;
    private volatile boolean over;
    private volatile boolean softLimitPassed;
    private volatile @Nullable Revocation revocation;
    private volatile @Nullable Progress progress;
    private volatile @Nullable String ownPhase;
    private volatile @Nullable String partialResult;

    /** Begins now, on the current thread. */
    RunningAttempt(ClaimedTask task, TaskSettings settings, ReportWriter reports, MaskedArguments maskedArguments) {
        super(task, settings, task.workerId(), maskedArguments);
        this.reports = reports;
        this.records = new CapturedRecords(this, reports);
    }

    /** Its call asks for something that cannot be read: the method is not to be called. */
    void refuse(CarawayException why) {
        refusal = why;
    }

    /**
     * Returns if the method may be called.
     *
     * @throws CarawayException that says why not
     */
    void checkReadable() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /**
     * Whether its method may begin: one that was fenced off while it waited for its connection or its context may not.
     *
     * @throws org.caraway.TaskRevokedException if it may not
     */
    void checkMayBegin() {
        if (fenced()) {
            throw StopReasons.fenced(facts());
        }
    }

    /** The save of its result begins now, under this key; confined to its thread. */
    void savesResultAs(ResultStore.Key key) {
        resultKey = key;
    }

    /** Under which key the save of its result was begun, null if it was not; confined to its thread. */
    ResultStore.@Nullable Key resultKey() {
        return resultKey;
    }

    /** How long it may still run. */
    public Duration left() {
        return settings().timeLimit().minus(runTime());
    }

    public boolean hardLimitReached() {
        return runTime().compareTo(settings().timeLimit()) >= 0;
    }

    public boolean softLimitReached() {
        return !softLimitPassed && runTime().compareTo(settings().softTimeLimit()) >= 0;
    }

    /** The method has returned: from now on no interrupt is sent. */
    void returned() {
        phase.returned();
    }

    /** As {@link AttemptPhase#beginCompletion}. */
    boolean beginCompletion() {
        return phase.beginCompletion();
    }

    /** As {@link AttemptPhase#fence}. */
    public boolean fence() {
        return phase.fence();
    }

    /** What its method has under way in its transaction. */
    public DatabaseWork databaseWork() {
        return databaseWork;
    }

    /** Its completion has been handed over, or is not its own to write. */
    void settle() {
        settled = true;
    }

    /** Whether its own thread has nothing more to do for it. */
    public boolean handedOver() {
        return settled;
    }

    /** Its thread has left the method and all that surrounds it: what other threads say of it counts no more. */
    public void conclude() {
        over = true;
    }

    boolean over() {
        return over;
    }

    public boolean settled() {
        return settled || fenced();
    }

    /** Tells the running method that its soft limit has passed. */
    public void interruptForSoftLimit() {
        softLimitPassed = true;
        phase.interrupt();
    }

    public boolean isOf(Revocation found) {
        return id().equals(found.id()) && attempt() == found.attempt();
    }

    /**
     * Notes that its task was revoked, and interrupts the method if that is asked for, once; false if nothing was new.
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

    /** What was found of its task's revocation, null for nothing; set by the loop that finds revocations alone. */
    @Nullable
    Revocation revocation() {
        return revocation;
    }

    /** What it has left on its thread, as far as that is known; confined to that thread. */
    List<LeakKind> leaks() {
        return leaks;
    }

    /** Puts its thread back, but for the variables: code that ends what surrounded the method may need them. */
    void restoreThread() {
        threadBefore.restore(nameBefore, leaks);
    }

    /** The method is about to be called. */
    void enterMethod() {
        nameInMethod = thread.getName();
    }

    /** Puts its thread back to what the method found; leftovers are noted. */
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

    boolean fenced() {
        return phase.fenced();
    }

    /** What follows this outcome, to be written under this attempt's token. */
    public AttemptCompletion completion(AttemptOutcome outcome) {
        AttemptBudget budget = new AttemptBudget(
                settings().retries(), task().retries(), settings().maxDeliveries(), task().deliveries());
        Transition next = outcome.transition(budget, ThreadLocalRandom.current());
        Revocation revoked = revocation;
        if (revoked != null && next.state() != TaskState.SUCCESS) {
            next = new Transition.Revoke(next.error(), revoked.by());
        }
        return new AttemptCompletion(
                task(), next, report(), settings().retention().retainFor());
    }

    @Override
    public Instant now() {
        return reports.now();
    }

    /** What its thread is called. */
    public String threadName() {
        return thread.getName();
    }

    /**
     * Where its thread is now, innermost first; empty if that has left the attempt, for it may be at the next task by
     * then.
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

    /** Another thread that still works for the attempt has nobody to tell any more. */
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
