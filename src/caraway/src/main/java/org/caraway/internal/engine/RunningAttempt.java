package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.DEBUG;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.caraway.Progress;
import org.caraway.SoftTimeLimitException;
import org.caraway.TaskContext;
import org.caraway.TaskRevokedException;
import org.caraway.internal.lifecycle.Allowance;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.NextStep;
import org.caraway.internal.logging.RecordSink;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.AttemptEnd;
import org.caraway.internal.store.AttemptReport;
import org.caraway.internal.store.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * One attempt while it runs: what its task may ask of itself, and who may write its end. Thread-safe.
 *
 * <p>Exactly one party writes the end of an attempt. Its own thread takes that right with {@link #beginEnd()} when the method
 * has returned; the time limiter, the watch over the lease and the shutdown take it with {@link #fence()} before. Whoever comes
 * second does nothing. Interrupts are sent under the same lock and only while the method runs, so that none can hit what follows
 * it: a rollback, the write of the end, the thread's next task.
 */
final class RunningAttempt implements TaskContext, RecordSink {

    private static final System.Logger LOG = System.getLogger(RunningAttempt.class.getName());

    private final ClaimedTask task;
    private final CallerContext callerContext;
    private final TaskFacts facts;
    private final TaskSettings settings;
    private final ReportWriter reports;
    private final Thread thread = Thread.currentThread();
    private final long startedNanos = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();
    // guarded by lock
    private Phase phase = Phase.RUNNING;

    // of its own thread alone
    private final ThreadState threadBefore = ThreadState.remember();
    private final List<Leftover> leftovers = new ArrayList<>(0);
    private final String nameBefore = thread.getName();
    private String nameInMethod = nameBefore;
    private final CapturedRecords records;

    private volatile boolean settled;
    private volatile boolean over;
    private volatile boolean softLimitPassed;
    private volatile @Nullable Progress progress;
    private volatile @Nullable String partialResult;

    private enum Phase {
        RUNNING,
        RETURNED,
        ENDING,
        FENCED
    }

    /** Begins now, on the current thread. */
    RunningAttempt(ClaimedTask task, TaskSettings settings, ReportWriter reports) {
        this.task = task;
        this.callerContext = new CallerContext(task.createdBy(), task.context());
        this.facts = ClaimedFacts.of(task, callerContext);
        this.settings = settings;
        this.reports = reports;
        this.records = new CapturedRecords(this, reports);
    }

    TaskFacts facts() {
        return facts;
    }

    ClaimedTask task() {
        return task;
    }

    TaskSettings settings() {
        return settings;
    }

    Duration ran() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** How long it may still run. */
    Duration left() {
        return settings.timeLimit().minus(ran());
    }

    boolean hardLimitReached() {
        return ran().compareTo(settings.timeLimit()) >= 0;
    }

    boolean softLimitReached() {
        return !softLimitPassed && ran().compareTo(settings.softTimeLimit()) >= 0;
    }

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

    /** Takes the right to write the end for the attempt's own thread; false if somebody else has it. */
    boolean beginEnd() {
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
     * Takes the right to write the end from the attempt's thread, and interrupts the method if that still runs; false if the
     * right has been taken.
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

    /** Its end has been handed over, or is another's to write. */
    void settle() {
        settled = true;
    }

    /** Whether its own thread has nothing more to do for it. */
    boolean handedOver() {
        return settled;
    }

    /** Its thread has left the method and all that surrounds it: what other threads say of it counts no more. */
    void conclude() {
        over = true;
    }

    boolean over() {
        return over;
    }

    boolean settled() {
        return settled || fenced();
    }

    /** Tells the running method that its soft limit has passed. */
    void interruptForSoftLimit() {
        lock.lock();
        try {
            softLimitPassed = true;
            if (phase == Phase.RUNNING) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it has left on its thread, as far as that is known; confined to that thread. */
    List<Leftover> leftovers() {
        return leftovers;
    }

    /** Puts its thread back, but for the variables: code that ends what surrounded the method may need them. */
    void restoreThread() {
        threadBefore.restore(nameBefore, leftovers);
    }

    /** The method is about to be called. */
    void enterMethod() {
        nameInMethod = thread.getName();
    }

    /** Puts its thread back to what the method found; leftovers are noted. */
    void leaveMethod() {
        threadBefore.restore(nameInMethod, leftovers);
    }

    /** Removes the variables that it has left on its thread. */
    void removeVariables() {
        threadBefore.removeVariables(leftovers);
    }

    boolean passedSoftLimit() {
        return softLimitPassed;
    }

    boolean fenced() {
        lock.lock();
        try {
            return phase == Phase.FENCED;
        } finally {
            lock.unlock();
        }
    }

    /** What follows this outcome, to be written under this attempt's token. */
    AttemptEnd end(AttemptOutcome outcome) {
        Allowance allowance =
                new Allowance(settings.retries(), task.retries(), settings.maxDeliveries(), task.deliveries());
        return new AttemptEnd(task, NextStep.after(outcome, allowance, RandomGenerator.getDefault()), report());
    }

    /** The latest report, null if none was made. */
    @Nullable
    AttemptReport report() {
        Progress latest = progress;
        String partial = partialResult;
        return latest == null && partial == null ? null : new AttemptReport(latest, partial);
    }

    @Override
    public UUID id() {
        return task.id();
    }

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public String queue() {
        return task.queue();
    }

    @Override
    public int attempt() {
        return task.attempt();
    }

    @Override
    public int retries() {
        return task.retries();
    }

    @Override
    public Map<String, String> headers() {
        return task.headers();
    }

    /** What came with the task. */
    CallerContext callerContext() {
        return callerContext;
    }

    @Override
    public Optional<String> caller() {
        return Optional.ofNullable(callerContext.caller());
    }

    @Override
    public Optional<Locale> locale() {
        return callerContext.locale();
    }

    @Override
    public Optional<ZoneId> timeZone() {
        return callerContext.timeZone();
    }

    @Override
    public Set<String> callerRoles() {
        return callerContext.roles();
    }

    @Override
    public Optional<String> traceParent() {
        return callerContext.traceParent();
    }

    @Override
    public UUID root() {
        return facts.rootId();
    }

    @Override
    public Optional<UUID> parent() {
        return Optional.ofNullable(task.parentId());
    }

    @Override
    public Instant deadline() {
        return reports.now().plus(left());
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
    public void partialResult(@Nullable Object value) {
        if (late("a partial result")) {
            return;
        }
        partialResult = reports.encode(value);
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
            LOG.log(DEBUG, () -> "Ignored " + what + " from another thread after the end of " + this);
        }
        return late;
    }

    @Override
    public void checkRevoked() {
        if (over) {
            throw new TaskRevokedException("Attempt " + task.attempt() + " of task " + task.id() + " (" + task.name()
                    + ") is over; let its method wait for the threads that work for it");
        }
        if (fenced()) {
            throw new TaskRevokedException("Attempt " + task.attempt() + " of task " + task.id() + " (" + task.name()
                    + ") was fenced off: its time limit has passed, its worker stops, or has lost its lease."
                    + " Its result would be dropped");
        }
        if (softLimitPassed) {
            throw new SoftTimeLimitException("Attempt " + task.attempt() + " of task " + task.id() + " (" + task.name()
                    + ") has run longer than its soft time limit of " + settings.softTimeLimit()
                    + "; raise softTimeLimit if that is too short");
        }
    }

    @Override
    public String toString() {
        return facts.toString();
    }
}
