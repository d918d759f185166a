package org.caraway.internal.engine.inline;

import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.caraway.CallTiming;
import org.caraway.CarawayException;
import org.caraway.RetryRequest;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.engine.attempt.CursorState;
import org.caraway.internal.engine.attempt.DurableStepServices;
import org.caraway.internal.engine.attempt.MethodOutcome;
import org.caraway.internal.engine.attempt.TaskTransaction;
import org.caraway.internal.engine.attempt.ThrownOutcome;
import org.caraway.internal.lifecycle.AttemptBudget;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.durable.StoredStep;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task on the current thread, with its retries one after the other, and stores nothing. Thread-safe.
 *
 * <p>The thread is its caller's and stays so: its context is not restored, for it is there, and closing it would take
 * it from the caller; it is not interrupted, and nothing on it is put back. A transaction of the caller is joined as
 * any method would join it. Without one, a {@code @Transactional} method gets one for each attempt, as a worker gives
 * it.
 */
public final class InlineRunner {

    /**
     * How often a task is retried that may be without end: no wait lies between, so that something else has to change.
     */
    private static final int RETRIES_WITHOUT_END = 100;

    private final PayloadCodec codec;
    private final MaskedArguments maskedArguments;
    private final AttemptEnvironment environment;
    private final TaskTransaction transaction;
    private final InstantSource clock = InstantSource.system();

    /** Of tasks of these definitions, in these surroundings; the context is not restored. */
    public InlineRunner(
            TaskRegistry registry, PayloadCodec codec, AttemptEnvironment environment, UserTransaction transaction) {
        this.codec = codec;
        this.maskedArguments = new MaskedArguments(registry, codec);
        this.environment = environment;
        this.transaction = new TaskTransaction(transaction);
    }

    /** One attempt's end. */
    private record Concluded(Transition next, @Nullable Throwable failure) {}

    /**
     * Runs it until it is over. Whatever its method throws is in the answer, but for a {@link VirtualMachineError}.
     *
     * @throws CarawayException if what the call wants otherwise cannot be read
     */
    public InlineRun run(NewTask task, TaskDefinition definition) {
        TaskSettings settings = CallOverrides.applied(definition.settings(), task.options(), task.maxRetries());
        InlineSteps steps = new InlineSteps();
        InlineAttempt.Shared shared = new InlineAttempt.Shared(
                codec,
                maskedArguments,
                environment.observers(),
                clock,
                new CopyOnWriteArrayList<>(),
                new DurableStepServices(steps, codec, transaction, CursorState::flush, () -> false),
                steps);
        Instant createdAt = clock.instant();
        InlineAttempt attempt = new InlineAttempt(task, InlineAttempt.Before.FIRST, settings, shared);
        if (attempt.task().expired()) {
            environment.observers().expired(attempt.facts());
            return new InlineRun(view(task, attempt, new Transition.Expire(), createdAt), List.of(), null);
        }
        Concluded concluded = attempt(attempt, definition);
        while (!concluded.next().isFinal()) {
            attempt = new InlineAttempt(task, after(attempt, concluded.next()), settings, shared);
            concluded = attempt(attempt, definition);
        }
        return new InlineRun(
                view(task, attempt, concluded.next(), createdAt), shared.lines(), meant(concluded.failure()));
    }

    /** A request for a retry is not what went wrong: its cause is, if it has one. */
    private static @Nullable Throwable meant(@Nullable Throwable failure) {
        Throwable cause = failure instanceof RetryRequest ? Causes.direct(failure) : null;
        return cause == null ? failure : cause;
    }

    private static InlineAttempt.Before after(InlineAttempt attempt, Transition next) {
        return new InlineAttempt.Before(
                attempt.attempt(),
                attempt.retries() + next.retriesUsed(),
                attempt.task().deliveries() + next.deliveriesUsed());
    }

    private Concluded attempt(InlineAttempt attempt, TaskDefinition definition) {
        try (AttemptStep step = environment.observers().attempt(attempt.facts())) {
            AttemptOutcome outcome =
                    CurrentTask.inside(attempt, attempt.callerContext(), () -> scoped(attempt, definition, step));
            if (outcome.failure() instanceof VirtualMachineError error) {
                throw error;
            }
            Concluded concluded = concluded(attempt, outcome);
            step.ended(attempt.result(concluded.next(), concluded.failure()));
            return concluded;
        }
    }

    private AttemptOutcome scoped(InlineAttempt attempt, TaskDefinition definition, AttemptStep step) {
        AttemptScope.Opened opened = environment.scope().open();
        try {
            step.started();
            if (transaction.underway()) {
                return invoke(attempt, definition);
            }
            return definition.transactional() ? inTransaction(attempt, definition) : plainly(attempt, definition);
        } finally {
            opened.close();
            attempt.conclude();
        }
    }

    private AttemptOutcome plainly(InlineAttempt attempt, TaskDefinition definition) {
        try {
            return invoke(attempt, definition);
        } finally {
            transaction.rollbackLeftOver(); // the caller had none, and is not to find one
        }
    }

    private AttemptOutcome inTransaction(InlineAttempt attempt, TaskDefinition definition) {
        boolean committed = false;
        boolean known = false;
        Map<String, StoredStep> before = attempt.stored().snapshot();
        try {
            transaction.begin();
            AttemptOutcome outcome = MethodOutcome.unlessDatabaseLost(definition, invoke(attempt, definition));
            if (outcome.commits()) {
                committed = true;
                transaction.commit();
                known = true;
            }
            return outcome;
        } catch (CarawayException failure) {
            return MethodOutcome.notCommitted(definition, failure);
        } finally {
            if (!committed) {
                transaction.rollback();
            }
            if (!known) {
                attempt.stored().restore(before);
            }
        }
    }

    private AttemptOutcome invoke(InlineAttempt attempt, TaskDefinition definition) {
        try {
            @Nullable
            Object[] arguments = codec.decodeArguments(
                    attempt.task().arguments(),
                    definition.parameters(),
                    attempt.settings().format());
            return MethodOutcome.succeeded(
                    codec, attempt, definition, definition.invoker().invoke(arguments), LargeResults.NONE);
        } catch (Throwable failure) { // the border to the application's code: whatever it throws is the task's error
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // it was meant for the caller
            }
            AttemptOutcome asked = ThrownOutcome.asked(attempt, failure);
            return asked == null ? new AttemptOutcome.Failed(failure) : asked;
        }
    }

    /** What would have to wait, or cannot succeed any more, is over. */
    private Concluded concluded(InlineAttempt attempt, AttemptOutcome outcome) {
        TaskSettings settings = attempt.settings();
        AttemptBudget budget = new AttemptBudget(
                settings.retries(),
                attempt.retries(),
                settings.maxDeliveries(),
                attempt.task().deliveries());
        Transition next = outcome.transition(budget, ThreadLocalRandom.current());
        Throwable failure = outcome.failure();
        if (next.state() == TaskState.PENDING) {
            failure = new CarawayException("The task asked to be postponed by "
                    + next.rescheduleDelay().orElseThrow()
                    + ", and a task that runs inline cannot wait; enqueue its call");
            next = new Transition.Fail(ErrorText.of(failure));
        } else if (next.state() == TaskState.RETRY) {
            next = sooner(attempt, next);
        }
        return new Concluded(next, failure);
    }

    private Transition sooner(InlineAttempt attempt, Transition next) {
        if (attempt.maxRetries() < 0 && attempt.retries() >= RETRIES_WITHOUT_END) {
            return next.withoutRetry(Transition.Reason.RETRIES_EXHAUSTED);
        }
        boolean futile = transaction.doomed() || Thread.currentThread().isInterrupted();
        return futile ? next.withoutRetry(Transition.Reason.NOT_RETRIED) : next.withoutRetryDelay();
    }

    private TaskView view(NewTask task, InlineAttempt attempt, Transition last, Instant createdAt) {
        boolean begun = last.state() != TaskState.EXPIRED;
        return new TaskView(
                task.id(),
                task.name(),
                task.queue(),
                last.state(),
                task.priority(),
                createdAt,
                createdAt,
                task.createdBy(),
                begun ? attempt.runAt() : null,
                clock.instant(),
                begun ? attempt.attempt() : 0,
                attempt.retries(),
                attempt.task().deliveries(),
                null,
                task.arguments(),
                task.headers(),
                task.labels(),
                attempt.latestProgress(),
                attempt.latestPhase(),
                attempt.latestPartialResult(),
                last.result(),
                last.error(),
                task.rootId(),
                task.parentId(),
                task.key(),
                null,
                expiry(task.timing(), createdAt),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static @Nullable Instant expiry(CallTiming timing, Instant createdAt) {
        Duration expiresIn = timing.expiresIn();
        return expiresIn == null ? timing.expiresAt() : createdAt.plus(expiresIn);
    }
}
