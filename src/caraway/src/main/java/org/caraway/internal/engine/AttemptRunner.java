package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.List;
import org.caraway.CarawayException;
import org.caraway.Delivery;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.FailureLog;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.complete.Completions;
import org.caraway.internal.store.jdbc.Outage;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.recover.TaskReleases;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one attempt from its arguments to its end: the border between Caraway and the application's code. Thread-safe.
 *
 * <p>A method that is {@code @Transactional} runs in a transaction begun here. When it returns, the end of the task is written
 * inside that transaction, under the fencing token, and both commit together. If the token no longer holds, or the commit
 * fails, the method's writes are rolled back and the attempt counts as not committed. When the outcome of the commit is not
 * known, the attempt asks for a retry under its token: had the commit gone through, the row is no longer in the live table, the
 * token finds nothing, and the retry is dropped.
 */
final class AttemptRunner {

    private static final System.Logger LOG = System.getLogger(AttemptRunner.class.getName());

    private final TaskReleases releases;
    private final Completions completions;
    private final PayloadCodec codec;
    private final AttemptEnvironment surroundings;
    private final TaskTransaction transaction;
    private final CompletionWriter ends;
    private final ReportWriter reports;
    private final ResultKeeper results;
    private final InFlightTasks holdings;
    private final UndeployDetector departure;

    AttemptRunner(
            TaskReleases releases,
            Completions completions,
            PayloadCodec codec,
            AttemptEnvironment surroundings,
            TaskTransaction transaction,
            CompletionWriter ends,
            ReportWriter reports,
            ResultKeeper results,
            InFlightTasks holdings,
            UndeployDetector departure) {
        this.releases = releases;
        this.completions = completions;
        this.codec = codec;
        this.surroundings = surroundings;
        this.transaction = transaction;
        this.ends = ends;
        this.reports = reports;
        this.results = results;
        this.holdings = holdings;
        this.departure = departure;
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
        if (onceOnly(definition) && !releases.deliver(attempt.task())) {
            holdings.remove(attempt.task());
            surroundings.observers().leaseLost(attempt.facts());
            return;
        }
        try (AttemptStep step = surroundings.observers().attempt(attempt.facts())) {
            Ended ended = surrounded(attempt, definition, step);
            Transition next = written(attempt, ended);
            attempt.settle();
            if (ended == null) {
                return;
            }
            if (next != null) {
                step.ended(attempt.result(next, ended.outcome().failure()));
            }
            rethrowVirtualMachineError(ended.outcome());
        }
    }

    /** It has waited in its lane for too long. */
    private void expire(RunningAttempt attempt) {
        if (attempt.beginCompletion()) {
            Duration retainFor = attempt.settings().retention().retainFor();
            ends.add(new AttemptCompletion(attempt.task(), new Transition.Expire(), null, retainFor));
            attempt.settle();
            surroundings.observers().expired(attempt.facts());
        }
    }

    /**
     * What came of an attempt that is this thread's to end.
     *
     * @param written what stands in the table as its end already, with the method's own writes; null if that is to be written
     */
    private record Ended(AttemptOutcome outcome, @Nullable Transition written) {}

    /** Hands the end over if that is still to be done, and returns it; null if it is another's to write. */
    private @Nullable Transition written(RunningAttempt attempt, @Nullable Ended ended) {
        if (ended == null || ended.written() != null) {
            return ended == null ? null : ended.written();
        }
        return attempt.beginCompletion() ? writeCompletion(attempt, ended.outcome()) : null;
    }

    private static boolean onceOnly(TaskDefinition definition) {
        return definition.settings().delivery() == Delivery.AT_MOST_ONCE;
    }

    /** Returns null when the end is somebody else's to write. */
    private @Nullable Ended surrounded(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        CurrentTask.enter(attempt, attempt.callerContext());
        try {
            return insideScope(attempt, definition, step);
        } catch (Throwable broken) { // whatever it is, the attempt needs an end
            FailureLog.warn(LOG, "The surroundings of " + attempt + " failed; it is treated as not committed", broken);
            return unwritten(notCommitted(definition, broken));
        } finally {
            CurrentTask.leave();
            attempt.conclude();
            reports.forget(attempt);
        }
    }

    private @Nullable Ended insideScope(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        AttemptScope.Opened opened = surroundings.scope().open();
        try {
            return inContext(attempt, definition, step);
        } finally {
            opened.close();
            attempt.leaks().addAll(opened.leaks());
        }
    }

    private @Nullable Ended inContext(RunningAttempt attempt, TaskDefinition definition, AttemptStep step) {
        ContextPropagator.Restored restored;
        try {
            restored = surroundings.propagation().restore(attempt.callerContext());
        } catch (CarawayException notRestored) {
            attempt.returned();
            dropInterrupt(attempt);
            return unwritten(ThrownOutcome.failed(attempt, notRestored));
        }
        try {
            step.started();
            rollBackLeftOver(attempt); // of an observer or a propagator: the method must not join it
            return definition.transactional()
                    ? inTransaction(attempt, definition)
                    : unwritten(plainly(attempt, definition));
        } finally {
            restored.close();
        }
    }

    private static Ended unwritten(AttemptOutcome outcome) {
        return new Ended(outcome, null);
    }

    private AttemptOutcome plainly(RunningAttempt attempt, TaskDefinition definition) {
        AttemptOutcome outcome = invoke(attempt, definition);
        rollBackLeftOver(attempt); // now: what follows must not join it
        return results.kept(attempt, outcome);
    }

    private void rollBackLeftOver(RunningAttempt attempt) {
        if (transaction.rollbackLeftOver()) {
            attempt.leaks().add(LeakKind.TRANSACTION);
        }
    }

    /** Returns null when the end is somebody else's to write. */
    private @Nullable Ended inTransaction(RunningAttempt attempt, TaskDefinition definition) {
        try {
            transaction.begin();
        } catch (CarawayException refused) {
            return unwritten(notCommitted(definition, refused));
        }
        boolean committed = false;
        boolean known = false;
        try {
            AttemptOutcome outcome =
                    results.keptInTransaction(attempt, unlessDatabaseLost(definition, invokeHeld(attempt, definition)));
            if (!outcome.commits() || !attempt.beginCompletion()) {
                return unwritten(outcome);
            }
            AttemptCompletion end = attempt.completion(outcome);
            if (!completions.complete(List.of(end)).isEmpty()) {
                ends.recordFenced(end);
                holdings.remove(attempt.task());
                attempt.settle();
                return null;
            }
            committed = true;
            transaction.commit();
            known = true;
            holdings.remove(attempt.task());
            attempt.settle();
            ends.announce(List.of(end));
            return new Ended(outcome, end.next());
        } catch (CarawayException failure) {
            return unwritten(notCommitted(definition, failure));
        } finally {
            if (!committed) {
                transaction.rollback();
            }
            if (!known) {
                results.noteAgain(attempt);
            }
        }
    }

    private AttemptOutcome invokeHeld(RunningAttempt attempt, TaskDefinition definition) {
        attempt.databaseWork().begin(releases.holdConnection());
        try {
            return invoke(attempt, definition);
        } finally {
            attempt.databaseWork().end();
        }
    }

    /** Whatever the method made of it: when its transaction lost the database, nothing of it remains. */
    static AttemptOutcome unlessDatabaseLost(TaskDefinition definition, AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Failed failed
                        && !onceOnly(definition)
                        && Outage.caused(failed.failure())
                ? new AttemptOutcome.DatabaseLost(failed.failure())
                : outcome;
    }

    /** What may be delivered only once is not run again on account of a commit that nobody asked to have repeated. */
    static AttemptOutcome notCommitted(TaskDefinition definition, Throwable failure) {
        if (onceOnly(definition)) {
            return new AttemptOutcome.NonRetryable(failure);
        }
        return Outage.caused(failure)
                ? new AttemptOutcome.DatabaseLost(failure)
                : new AttemptOutcome.NotCommitted(failure);
    }

    private AttemptOutcome invoke(RunningAttempt attempt, TaskDefinition definition) {
        attempt.enterMethod();
        try {
            attempt.checkReadable();
            attempt.checkMayBegin();
            @Nullable
            Object[] arguments = codec.decodeArguments(
                    attempt.task().arguments(),
                    definition.parameters(),
                    attempt.settings().format());
            Object result = definition.invoker().invoke(arguments);
            return succeeded(codec, attempt, definition, result, codec.largeResults());
        } catch (Throwable failure) { // the border to the application's code: whatever it throws is the task's error
            return departure.explains(failure) ? gone(definition, failure) : ThrownOutcome.of(attempt, failure);
        } finally {
            attempt.returned();
            dropInterrupt(attempt);
            attempt.leaveMethod(); // what follows, such as a rollback, needs the application's class loader
        }
    }

    private static AttemptOutcome gone(TaskDefinition definition, Throwable failure) {
        return onceOnly(definition)
                ? new AttemptOutcome.NonRetryable(failure)
                : new AttemptOutcome.ApplicationUndeployed(failure);
    }

    /** Its result is written as the caller will read it, which may fail the task too. */
    static AttemptOutcome succeeded(
            PayloadCodec codec,
            ClaimedTaskContext attempt,
            TaskDefinition definition,
            @Nullable Object result,
            LargeResults elsewhere) {
        if (attempt.settings().retention().ignoreResult()) {
            return new AttemptOutcome.Succeeded(null);
        }
        String json = codec.encodeResult(
                result, definition.resultType(), attempt.settings().format());
        if (json != null && elsewhere.takes(json)) {
            return new AttemptOutcome.Succeeded(json); // however large: it is saved when the method has been left
        }
        String complaint = codec.tooLarge(() -> "The result of " + attempt, json);
        return complaint == null
                ? new AttemptOutcome.Succeeded(json)
                : new AttemptOutcome.NonRetryable(
                        new CarawayException(complaint + ", or let the task ignore its result with ignoreResult"));
    }

    private Transition writeCompletion(RunningAttempt attempt, AttemptOutcome outcome) {
        AttemptCompletion end = attempt.completion(outcome);
        ends.add(end);
        attempt.settle();
        return end.next();
    }

    /**
     * An interrupt that came too late must not hit a rollback, a commit or the write of the end; H2 would even close its file.
     * Each has been sent before the method is known to have returned. One that Caraway did not send was left by the task.
     */
    private static void dropInterrupt(RunningAttempt attempt) {
        boolean interrupted = Thread.interrupted();
        if (interrupted && !attempt.passedSoftLimit() && !attempt.fenced() && attempt.revocation() == null) {
            attempt.leaks().add(LeakKind.INTERRUPT);
        } else if (interrupted) {
            LOG.log(DEBUG, () -> "Dropped an interrupt that was left after " + attempt);
        }
    }

    private static void rethrowVirtualMachineError(AttemptOutcome outcome) {
        if (outcome.failure() instanceof VirtualMachineError error) {
            throw error;
        }
    }
}
