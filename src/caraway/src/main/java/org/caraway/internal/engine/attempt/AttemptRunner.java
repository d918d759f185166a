package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.FailureLog;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.jdbc.DatabaseFailure;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.recover.TaskReleases;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one attempt in its environment, from its delivery to its completion. Thread-safe.
 *
 * <p>{@link MethodRunner} runs the method inside. What that leaves to be stored is handed over to {@link
 * CompletionWriter} here, when the beans and the context of the attempt are gone.
 */
public final class AttemptRunner {

    private static final System.Logger LOG = System.getLogger(AttemptRunner.class.getName());

    private final TaskReleases releases;
    private final AttemptEnvironment environment;
    private final MethodRunner method;
    private final CompletionWriter completionWriter;
    private final ReportWriter reports;
    private final InFlightTasks inFlight;
    private final AttemptFailures failures;

    public AttemptRunner(
            TaskReleases releases,
            AttemptEnvironment environment,
            MethodRunner method,
            CompletionWriter completionWriter,
            ReportWriter reports,
            InFlightTasks inFlight,
            AttemptFailures failures) {
        this.releases = releases;
        this.environment = environment;
        this.method = method;
        this.completionWriter = completionWriter;
        this.reports = reports;
        this.inFlight = inFlight;
        this.failures = failures;
    }

    /**
     * Runs the attempt on the current thread. What the method throws becomes the task's error; only a
     * {@link VirtualMachineError} is thrown on, after it has been recorded.
     */
    void run(RunningAttempt attempt, TaskDefinition definition) {
        if (attempt.task().expired()) {
            expire(attempt);
            return;
        }
        try (AttemptStep step = environment.observers().attempt(attempt.facts())) {
            AttemptConclusion conclusion =
                    delivered(attempt, definition, step).stored(outcome -> store(attempt, definition, outcome));
            attempt.settle();
            conclusion.transition().ifPresent(next -> step.ended(attempt.result(next, conclusion.failure())));
            rethrowVirtualMachineError(conclusion.failure());
        }
    }

    /** It has waited in its prefetch queue for too long. */
    private void expire(RunningAttempt attempt) {
        if (attempt.beginCompletion()) {
            Duration retainFor = attempt.settings().retention().retainFor();
            completionWriter.add(new AttemptCompletion(attempt.task(), new Transition.Expire(), null, retainFor));
            attempt.settle();
            environment.observers().expired(attempt.facts());
        }
    }

    /** A task that may be delivered only once is marked first. */
    private AttemptConclusion delivered(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        if (!MethodOutcome.atMostOnce(definition)) {
            return inEnvironment(attempt, definition, step);
        }
        try {
            if (!releases.deliver(attempt.task())) {
                inFlight.remove(attempt.task());
                environment.observers().leaseLost(attempt.facts());
                return new AttemptConclusion.Fenced(null);
            }
        } catch (RuntimeException notMarked) {
            return new AttemptConclusion.ToBeStored(MethodOutcome.notBegun(notMarked));
        }
        return inEnvironment(attempt, definition, step);
    }

    private AttemptConclusion inEnvironment(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        CurrentTask.enter(attempt, attempt.callerContext());
        try {
            return inScope(attempt, definition, step);
        } catch (Throwable broken) { // whatever it is, the attempt needs a completion
            FailureLog.warn(LOG, "The environment of " + attempt + " failed; it is treated as not committed", broken);
            return new AttemptConclusion.ToBeStored(
                    attempt.methodCalled()
                            ? MethodOutcome.notCommitted(definition, broken)
                            : MethodOutcome.notBegun(broken));
        } finally {
            CurrentTask.leave();
            attempt.conclude();
            reports.forget(attempt);
        }
    }

    private AttemptConclusion inScope(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        AttemptScope.Opened opened = environment.scope().open();
        try {
            return inContext(attempt, definition, step);
        } finally {
            opened.close();
            attempt.leaks().addAll(opened.leaks());
        }
    }

    private AttemptConclusion inContext(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        ContextPropagator.Restored restored;
        try {
            restored = environment.propagation().restore(attempt.callerContext());
        } catch (CarawayException notRestored) {
            attempt.returned();
            MethodInvoker.dropInterrupt(attempt);
            return new AttemptConclusion.ToBeStored(
                    DatabaseFailure.in(notRestored) == DatabaseFailure.UNAVAILABLE
                            ? MethodOutcome.notBegun(notRestored)
                            : ThrownOutcome.failed(attempt, notRestored));
        }
        try {
            step.started();
            return method.run(attempt, definition);
        } finally {
            restored.close();
        }
    }

    /** Hands the completion over and returns what follows; nothing if the attempt was fenced off before. */
    private Optional<Transition> store(RunningAttempt attempt, TaskDefinition definition, AttemptOutcome outcome) {
        if (attempt.methodCalled()) {
            failures.begun();
        }
        AttemptOutcome explained = failures.explained(attempt, definition, outcome);
        if (!attempt.beginCompletion()) {
            return Optional.empty();
        }
        AttemptCompletion completion = attempt.completion(explained);
        completionWriter.add(completion);
        attempt.settle();
        return Optional.of(completion.next());
    }

    private static void rethrowVirtualMachineError(@Nullable Throwable failure) {
        if (failure instanceof VirtualMachineError error) {
            throw error;
        }
    }
}
