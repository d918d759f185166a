package org.caraway.internal.engine.attempt;

import java.util.List;
import org.caraway.CarawayException;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.engine.leak.LeakKind;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.complete.CompletionResult;
import org.caraway.internal.store.complete.Completions;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.recover.TaskReleases;

/**
 * Runs the method of an attempt, in a transaction if it is {@code @Transactional}. Thread-safe.
 *
 * <p>When a transactional method returns, the completion of the task is written inside its transaction, under the
 * fencing token, and both commit together. If the token no longer holds, or the commit fails, the method's writes are
 * rolled back and the attempt counts as not committed. If the transaction cannot begin, or has no connection, the
 * method is not called, and the attempt counts as not begun. When the outcome of the commit is not known, the attempt
 * asks for a retry under its token: had the commit succeeded, the row is no longer in the live table, the token matches
 * nothing, and the retry is dropped.
 */
public final class MethodRunner {

    private final MethodInvoker invoker;
    private final TaskTransaction transaction;
    private final TaskReleases releases;
    private final Completions completions;
    private final CompletionWriter completionWriter;
    private final ResultKeeper results;
    private final InFlightTasks inFlight;

    public MethodRunner(
            MethodInvoker invoker,
            TaskTransaction transaction,
            TaskReleases releases,
            Completions completions,
            CompletionWriter completionWriter,
            ResultKeeper results,
            InFlightTasks inFlight) {
        this.invoker = invoker;
        this.transaction = transaction;
        this.releases = releases;
        this.completions = completions;
        this.completionWriter = completionWriter;
        this.results = results;
        this.inFlight = inFlight;
    }

    AttemptConclusion run(RunningAttempt attempt, TaskDefinition definition) {
        rollBackLeftOver(attempt); // of an observer or a propagator: the method must not join it
        return definition.transactional() ? inTransaction(attempt, definition) : plain(attempt, definition);
    }

    private AttemptConclusion plain(RunningAttempt attempt, TaskDefinition definition) {
        AttemptOutcome outcome = invoker.invoke(attempt, definition);
        rollBackLeftOver(attempt); // now: what follows must not join it
        if (!outcome.commits()) {
            attempt.steps().cursor().flush();
        }
        return new AttemptConclusion.ToBeStored(results.kept(attempt, outcome));
    }

    private void rollBackLeftOver(RunningAttempt attempt) {
        if (transaction.rollbackLeftOver()) {
            attempt.leaks().add(LeakKind.TRANSACTION);
        }
    }

    private AttemptConclusion inTransaction(RunningAttempt attempt, TaskDefinition definition) {
        try {
            transaction.begin();
        } catch (CarawayException refused) {
            return new AttemptConclusion.ToBeStored(MethodOutcome.notBegun(refused));
        }
        boolean committed = false;
        boolean known = false;
        try {
            AttemptOutcome returned = invokeHeld(attempt, definition);
            if (!transaction.active()) {
                returned = RolledBackEarly.explained(returned, attempt.runTime());
            }
            AttemptOutcome outcome =
                    results.keptInTransaction(attempt, MethodOutcome.unlessDatabaseLost(definition, returned));
            if (!outcome.commits() || !attempt.beginCompletion()) {
                return new AttemptConclusion.ToBeStored(outcome);
            }
            AttemptCompletion completion = attempt.completion(outcome);
            CompletionResult written = completions.complete(List.of(completion));
            if (!written.lost().isEmpty()) {
                completionWriter.recordFenced(completion);
                inFlight.remove(attempt.task());
                attempt.settle();
                return new AttemptConclusion.Fenced(null);
            }
            committed = true;
            transaction.commit();
            known = true;
            inFlight.remove(attempt.task());
            attempt.settle();
            completionWriter.announce(List.of(completion));
            completionWriter.announce(written.advance());
            return new AttemptConclusion.Stored(outcome, completion.next());
        } catch (RuntimeException failure) { // of Caraway's own statements, or of what the pool has in their place
            return new AttemptConclusion.ToBeStored(
                    attempt.methodCalled()
                            ? MethodOutcome.notCommitted(definition, failure)
                            : MethodOutcome.notBegun(failure));
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
        attempt.steps().joinsTaskTransaction();
        try {
            return invoker.invoke(attempt, definition);
        } finally {
            attempt.databaseWork().finish();
        }
    }
}
