package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import java.util.random.RandomGenerator;
import org.caraway.CarawayException;
import org.caraway.RetryRequest;
import org.caraway.SoftTimeLimitException;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.NextStep;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.AttemptEnd;
import org.caraway.internal.store.TaskStore;
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

    private final TaskStore store;
    private final PayloadCodec codec;
    private final AttemptScope scope;
    private final TaskTransaction transaction;
    private final EndWriter ends;
    private final ReportWriter reports;

    AttemptRunner(
            TaskStore store,
            PayloadCodec codec,
            AttemptScope scope,
            TaskTransaction transaction,
            EndWriter ends,
            ReportWriter reports) {
        this.store = store;
        this.codec = codec;
        this.scope = scope;
        this.transaction = transaction;
        this.ends = ends;
        this.reports = reports;
    }

    /**
     * Runs the attempt on the current thread. What the method throws becomes the task's error; only a
     * {@link VirtualMachineError} is thrown on, after it has been recorded.
     */
    void run(RunningAttempt attempt, TaskDefinition definition) throws InterruptedException {
        LOG.log(DEBUG, () -> "Starting " + attempt);
        AttemptOutcome outcome = surrounded(attempt, definition);
        if (outcome != null && attempt.beginEnd()) {
            writeEnd(attempt, outcome);
        }
        rethrowVirtualMachineError(outcome);
    }

    /** Returns null when the end has been written with the method's own writes, or is somebody else's to write. */
    private @Nullable AttemptOutcome surrounded(RunningAttempt attempt, TaskDefinition definition) {
        CurrentTask.enter(attempt);
        try {
            return insideScope(attempt, definition);
        } catch (RuntimeException broken) {
            LOG.log(
                    WARNING,
                    () -> "The surroundings of " + attempt + " failed; it is treated as not committed",
                    broken);
            return new AttemptOutcome.NotCommitted(broken);
        } finally {
            CurrentTask.leave();
            reports.forget(attempt);
        }
    }

    private @Nullable AttemptOutcome insideScope(RunningAttempt attempt, TaskDefinition definition) {
        AttemptScope.Opened opened = scope.open();
        try {
            return definition.transactional() ? inTransaction(attempt, definition) : plainly(attempt, definition);
        } finally {
            opened.close();
        }
    }

    private AttemptOutcome plainly(RunningAttempt attempt, TaskDefinition definition) {
        AttemptOutcome outcome = invoke(attempt, definition);
        if (transaction.rollbackLeftOver()) {
            LOG.log(WARNING, () -> definition.where() + " left a transaction open; it was rolled back: " + attempt);
        }
        return outcome;
    }

    /** Returns null when the end has been written with the method's own writes, or is somebody else's to write. */
    private @Nullable AttemptOutcome inTransaction(RunningAttempt attempt, TaskDefinition definition) {
        AttemptOutcome outcome;
        try {
            transaction.begin();
        } catch (CarawayException refused) {
            return new AttemptOutcome.NotCommitted(refused);
        }
        boolean committed = false;
        try {
            outcome = invoke(attempt, definition);
            if (!(outcome instanceof AttemptOutcome.Succeeded) || !attempt.beginEnd()) {
                return outcome;
            }
            dropInterrupt(attempt);
            AttemptEnd end = end(attempt, outcome);
            if (!store.end(List.of(end)).isEmpty()) {
                LOG.log(WARNING, () -> "The lease of " + attempt + " was lost; its transaction is rolled back");
                return null;
            }
            committed = true;
            transaction.commit();
            ends.announce(List.of(end));
            return null;
        } catch (CarawayException failure) {
            return new AttemptOutcome.NotCommitted(failure);
        } finally {
            if (!committed) {
                transaction.rollback();
            }
        }
    }

    private AttemptOutcome invoke(RunningAttempt attempt, TaskDefinition definition) {
        try {
            @Nullable Object[] arguments = codec.decodeArguments(attempt.task().arguments(), definition.parameters());
            Object result = definition.invoker().invoke(arguments);
            return new AttemptOutcome.Succeeded(codec.encodeResult(result, definition.resultType()));
        } catch (RetryRequest request) {
            return new AttemptOutcome.RetryRequested(request.delay(), request);
        } catch (Throwable failure) { // the border to the application's code: whatever it throws is the task's error
            return new AttemptOutcome.Failed(explained(attempt, failure));
        }
    }

    /** An interrupt that the soft limit sent shows as what it is, whatever the interrupted call made of it. */
    private static Throwable explained(RunningAttempt attempt, Throwable failure) {
        if (attempt.passedSoftLimit() && failure instanceof InterruptedException) {
            return new SoftTimeLimitException(
                    "The attempt was interrupted at its soft time limit of "
                            + attempt.settings().softTimeLimit(),
                    failure);
        }
        return failure;
    }

    private void writeEnd(RunningAttempt attempt, AttemptOutcome outcome) throws InterruptedException {
        dropInterrupt(attempt);
        AttemptEnd end = end(attempt, outcome);
        logEnd(attempt, end.next(), outcome);
        ends.add(end);
    }

    /** An interrupt that came too late must not keep the end from being written; H2 would even close its file. */
    private static void dropInterrupt(RunningAttempt attempt) {
        boolean interrupted = Thread.interrupted();
        if (interrupted) {
            LOG.log(DEBUG, () -> "Dropped an interrupt that was left after " + attempt);
        }
    }

    private static AttemptEnd end(RunningAttempt attempt, AttemptOutcome outcome) {
        NextStep next = NextStep.after(
                outcome, attempt.settings().retries(), attempt.task().retries(), RandomGenerator.getDefault());
        return new AttemptEnd(attempt.task(), next, attempt.report());
    }

    private static void logEnd(RunningAttempt attempt, NextStep next, AttemptOutcome outcome) {
        if (next instanceof NextStep.RunAgain again) {
            LOG.log(WARNING, () -> attempt + " failed; runs again in " + again.delay(), causeOf(outcome));
        } else if (next instanceof NextStep.Fail) {
            LOG.log(WARNING, () -> attempt + " failed for good", causeOf(outcome));
        } else {
            LOG.log(DEBUG, () -> attempt + " succeeded");
        }
    }

    private static @Nullable Throwable causeOf(AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Failed failed) {
            return failed.failure();
        }
        if (outcome instanceof AttemptOutcome.NotCommitted notCommitted) {
            return notCommitted.failure();
        }
        return outcome instanceof AttemptOutcome.RetryRequested requested ? requested.request() : null;
    }

    private static void rethrowVirtualMachineError(@Nullable AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Failed failed && failed.failure() instanceof VirtualMachineError error) {
            throw error;
        }
    }
}
