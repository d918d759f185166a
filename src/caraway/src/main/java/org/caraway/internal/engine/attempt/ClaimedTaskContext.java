package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.RetryRequest;
import org.caraway.TaskContext;
import org.caraway.TaskCursor;
import org.caraway.internal.engine.claim.ClaimedFacts;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/** The facts of an attempt from its row and its settings. Immutable. */
public abstract class ClaimedTaskContext implements TaskContext {

    private final ClaimedTask task;
    private final TaskSettings settings;
    private final CallerContext callerContext;
    private final TaskFacts facts;
    private final MaskedArguments shown;
    private final AttemptSteps steps;
    private final AttemptWaits waits;
    private final long startedNanos = System.nanoTime();

    /**
     * The facts of an attempt that begins now.
     *
     * @param workerId the worker that runs it, null if none does
     * @param shown masks its arguments
     * @param durable what its durable steps need
     * @param waits how it waits
     */
    public ClaimedTaskContext(
            ClaimedTask task,
            TaskSettings settings,
            @Nullable String workerId,
            MaskedArguments shown,
            DurableStepServices durable,
            AttemptWaits waits) {
        this.task = task;
        this.settings = settings;
        this.shown = shown;
        this.steps = new AttemptSteps(this, durable);
        this.waits = waits;
        callerContext = new CallerContext(task.createdBy(), task.context());
        facts = ClaimedFacts.of(task, callerContext, workerId);
    }

    /** By this machine's clock. */
    public abstract Instant now();

    public final ClaimedTask task() {
        return task;
    }

    public final TaskSettings settings() {
        return settings;
    }

    public final Duration runTime() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** The context stored with the task. */
    public final CallerContext callerContext() {
        return callerContext;
    }

    public final TaskFacts facts() {
        return facts;
    }

    /** Its durable steps. */
    final AttemptSteps steps() {
        return steps;
    }

    /** Whether what it stores would be refused. */
    boolean fenced() {
        return false;
    }

    /** Throws a {@code TaskRevokedException} if it was fenced off while it waited for its connection or context. */
    final void checkMayBegin() {
        if (fenced()) {
            throw StopReasons.fenced(facts());
        }
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
    public int priority() {
        return task.particulars().priority();
    }

    @Override
    public Optional<String> arguments() {
        return shown.of(task.name(), task.arguments());
    }

    @Override
    public Optional<String> worker() {
        return Optional.ofNullable(facts.workerId());
    }

    @Override
    public int deliveries() {
        return task.deliveries();
    }

    @Override
    public boolean ignoresResult() {
        return settings.retention().ignoreResult();
    }

    @Override
    public Map<String, String> headers() {
        return task.headers();
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
    public int maxRetries() {
        return settings.retries().maxRetries();
    }

    @Override
    public Instant deadline() {
        return begunAt().plus(settings.timeLimit());
    }

    @Override
    public Duration timeLimit() {
        return settings.timeLimit();
    }

    @Override
    public Duration softTimeLimit() {
        return settings.softTimeLimit();
    }

    @Override
    public Instant softDeadline() {
        return begunAt().plus(settings.softTimeLimit());
    }

    private Instant begunAt() {
        return now().minus(runTime());
    }

    @Override
    public Instant runAt() {
        return begunAt().minus(task.waitTime());
    }

    @Override
    public Optional<Instant> scheduledFor() {
        return CallOverrides.scheduledFor(task.particulars().options());
    }

    @Override
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(task.particulars().left())
                .map(left -> begunAt().plus(left.span()));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T step(String name, Work<T, X> work) throws X {
        return steps.step(name, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T stepInTransaction(String name, Work<T, X> work)
            throws X {
        return steps.stepInTransaction(name, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T once(String name, Work<T, X> effect) throws X {
        return steps.once(name, effect);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T inTransaction(Work<T, X> work) throws X {
        return steps.inTransaction(work);
    }

    @Override
    public <T> TaskCursor<T> cursor(Class<T> type) {
        return steps.cursor().of(type);
    }

    @Override
    public void pauseHere() {
        steps.pauseHere();
    }

    @Override
    public String stepKey() {
        return steps.stepKey();
    }

    @Override
    public RetryRequest retryIn(Duration delay) {
        requireRetry(null);
        return TaskContext.super.retryIn(delay);
    }

    @Override
    public RetryRequest retryIn(Duration delay, Throwable cause) {
        requireRetry(cause);
        return TaskContext.super.retryIn(delay, cause);
    }

    @Override
    public RetryRequest retry(Throwable cause) {
        requireRetry(cause);
        return TaskContext.super.retry(cause);
    }

    @Override
    public <T> Optional<T> awaitOptionalSignal(String name, Class<T> type, Duration timeout) {
        return waits.signal(this, name, type, timeout);
    }

    @Override
    public void sleep(String name, Duration span) {
        waits.sleep(this, name, span);
    }

    private void requireRetry(@Nullable Throwable cause) {
        if (!retryLeft()) {
            throw settings.retries().exhausted(cause);
        }
    }

    /** Whether a retry is left. */
    final boolean retryLeft() {
        return settings.retries().allowsAnother(task.retries());
    }

    /** Whether the definition expects this failure, or the cause of this retry request. */
    final boolean expects(@Nullable Throwable failure) {
        Throwable cause = failure instanceof RetryRequest ? Causes.direct(failure) : failure;
        return settings.expected().stream().anyMatch(type -> type.isInstance(cause));
    }

    /** The result for observers. */
    public final AttemptResult result(Transition next, @Nullable Throwable failure) {
        return new AttemptResult(next, failure, runTime(), expects(failure));
    }

    @Override
    public String toString() {
        return facts.toString();
    }
}
