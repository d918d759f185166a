package org.caraway.internal.engine.inline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.caraway.Progress;
import org.caraway.TaskContext;
import org.caraway.TaskLogEntry;
import org.caraway.Workflow;
import org.caraway.internal.engine.attempt.AttemptWaits;
import org.caraway.internal.engine.attempt.CapturedRecords;
import org.caraway.internal.engine.attempt.ClaimedTaskContext;
import org.caraway.internal.engine.attempt.DurableStepServices;
import org.caraway.internal.engine.attempt.ReportWriter;
import org.caraway.internal.engine.attempt.StopReasons;
import org.caraway.internal.lifecycle.PhaseName;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on its caller's thread: what its task may ask of itself. Thread-safe. What it reports is kept here and
 * stored nowhere. Nobody revokes or interrupts it; inside of another attempt, what goes for that goes for this.
 */
final class InlineAttempt extends ClaimedTaskContext {

    private static final String NO_WORKER = ""; // there is no row for which it would be a token

    private final Shared shared;
    private final Optional<TaskContext> around = CurrentTask.find();
    private volatile boolean over;
    private volatile @Nullable Progress progress;
    private volatile @Nullable String phase;
    private volatile @Nullable String partialResult;

    /**
     * What the attempts of one task share. Immutable, but for the lines.
     *
     * @param codec writes partial results
     * @param shown tells what may be shown of arguments
     * @param observers notified of progress
     * @param clock this machine's
     * @param lines what they logged; takes lines from several threads
     * @param durable runs durable steps
     * @param steps keeps them for the retries
     */
    record Shared(
            PayloadCodec codec,
            MaskedArguments shown,
            TaskObservers observers,
            InstantSource clock,
            List<TaskLogEntry> lines,
            DurableStepServices durable,
            InlineSteps steps) {}

    /** How often the task has begun before. Immutable. */
    record Before(int attempts, int retries, int deliveries) {

        /** Nothing has. */
        static final Before FIRST = new Before(0, 0, 0);
    }

    /** Begins now, on the current thread. */
    InlineAttempt(NewTask task, Before before, TaskSettings settings, Shared shared) {
        super(
                claimed(task, before, shared.clock().instant()),
                settings,
                null,
                shared.shown(),
                shared.durable(),
                AttemptWaits.INLINE);
        this.shared = shared;
    }

    private static ClaimedTask claimed(NewTask task, Before before, Instant now) {
        return new ClaimedTask(
                task.id(),
                task.name(),
                task.queue(),
                NO_WORKER,
                before.attempts() + 1,
                before.retries(),
                before.deliveries(),
                task.arguments(),
                task.headers(),
                task.rootId(),
                task.parentId(),
                task.createdBy(),
                task.context(),
                Duration.ZERO,
                new ClaimedTask.Particulars(
                        task.priority(), task.key(), task.maxRetries(), task.options(), left(task, now)));
    }

    private static ClaimedTask.@Nullable TimeLeft left(NewTask task, Instant now) {
        Duration expiresIn = task.timing().expiresIn();
        Instant expiresAt = task.timing().expiresAt();
        if (expiresAt != null) {
            return ClaimedTask.TimeLeft.of(Duration.between(now, expiresAt));
        }
        return expiresIn == null ? null : ClaimedTask.TimeLeft.of(expiresIn);
    }

    @Override
    public <R extends @Nullable Object> @Nullable R replaceWith(Workflow<R> workflow) {
        throw inline("be replaced");
    }

    @Override
    public void addToGroup(Workflow<?> member) {
        throw inline("add to a group");
    }

    private IllegalStateException inline(String what) {
        return new IllegalStateException("Task " + name() + " runs inline, where it cannot " + what + "; enqueue it");
    }

    @Override
    public Instant now() {
        return shared.clock().instant();
    }

    /** The durable steps that its attempts have stored. */
    InlineSteps stored() {
        return shared.steps();
    }

    /** Its thread has left it: what other threads say of it counts no more. */
    void conclude() {
        over = true;
    }

    @Nullable
    Progress latestProgress() {
        return progress;
    }

    @Nullable
    String latestPhase() {
        return phase;
    }

    @Nullable
    String latestPartialResult() {
        return partialResult;
    }

    @Override
    public void progress(long current, long total, @Nullable String message) {
        Progress latest = new Progress(current, total, message);
        if (!over) {
            progress = latest;
            shared.observers().progress(facts(), latest);
        }
    }

    @Override
    public void phase(String name) {
        String checked = PhaseName.checked(name);
        if (!over) {
            phase = checked;
        }
    }

    @Override
    public void partialResult(@Nullable Object value) {
        String json = ReportWriter.encode(shared.codec(), this, value);
        if (!over) {
            partialResult = json;
        }
    }

    @Override
    public void log(String line) {
        if (!over) {
            String cut = CapturedRecords.cut(line, CapturedRecords.LINE_CAP);
            shared.lines().add(new TaskLogEntry(attempt(), now(), null, null, cut));
        }
    }

    @Override
    public void checkRevoked() {
        if (over) {
            throw StopReasons.over(facts());
        }
        around.ifPresent(TaskContext::checkRevoked);
        if (runTime().compareTo(settings().softTimeLimit()) >= 0) {
            throw StopReasons.softLimit(facts(), settings());
        }
    }
}
