package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.SuccessorRelease;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of completions inside a transaction, always under their fencing tokens. Thread-safe. Rows are changed
 * in the order of their ids, so that two batches cannot deadlock.
 */
final class CompletionBatches {

    private static final Comparator<AttemptCompletion> BY_ID =
            Comparator.comparing(completion -> completion.task().id());

    private final Dialect dialect;
    private final CompletionStatements statements;
    private final Reschedules reschedules;
    private final SuccessorRelease successors;

    CompletionBatches(Dialect dialect, CompletionStatements statements, SuccessorRelease successors) {
        this.successors = successors;
        this.dialect = dialect;
        this.statements = statements;
        reschedules = new Reschedules(dialect);
    }

    /**
     * Writes the completions in this transaction; no row is left out because it is locked.
     *
     * @param patience how long to wait for each lock, as far as the database supports a bound; null for its default
     */
    CompletionResult write(Connection connection, List<AttemptCompletion> completions, @Nullable Duration patience)
            throws SQLException {
        List<FinishedRow> finished = new ArrayList<>();
        List<AttemptCompletion> again = new ArrayList<>();
        completions.stream().sorted(BY_ID).forEach(completion -> sort(completion, finished, again));
        Set<UUID> lost = new HashSet<>();
        completions.forEach(completion -> lost.add(completion.task().id()));
        Set<UUID> revoked = new HashSet<>();
        if (!finished.isEmpty()) {
            note(statements.finish(connection, finished, patience), finished, lost, revoked);
        } else if (patience != null) {
            dialect.boundLockWaits(connection, patience);
        }
        if (!again.isEmpty()) {
            lost.removeAll(reschedules.write(connection, again));
            List<FinishedRow> kept = again.stream()
                    .filter(completion -> lost.contains(completion.task().id()))
                    .map(CompletionBatches::revoked)
                    .toList();
            if (!kept.isEmpty()) { // revoked, or the token does not hold: a row that is marked stays marked
                note(statements.finish(connection, kept, null), List.of(), lost, revoked);
            }
        }
        return new CompletionResult(lost, Set.of(), revoked, successors.after(connection, steps(completions, lost)));
    }

    private static List<UUID> steps(List<AttemptCompletion> completions, Set<UUID> lost) {
        return completions.stream()
                .map(AttemptCompletion::task)
                .filter(task -> task.step() != null && !lost.contains(task.id()))
                .map(ClaimedTask::id)
                .toList();
    }

    /** Records which rows were written, and which became REVOKED although their completion says otherwise. */
    private static void note(
            Map<UUID, TaskState> written, List<FinishedRow> handedOver, Set<UUID> lost, Set<UUID> revoked) {
        lost.removeAll(written.keySet());
        written.forEach((id, state) -> {
            if (state == TaskState.REVOKED) {
                revoked.add(id);
            }
        });
        for (FinishedRow row : handedOver) {
            if (row.state() == TaskState.REVOKED) {
                revoked.remove(row.task().id());
            }
        }
    }

    /** The row of a task that would run again if it had not been revoked. */
    private static FinishedRow revoked(AttemptCompletion completion) {
        return row(completion, TaskState.REVOKED, FinishedRow.REVOKED);
    }

    private static void sort(AttemptCompletion completion, List<FinishedRow> finished, List<AttemptCompletion> again) {
        if (completion.next().isFinal()) {
            finished.add(
                    row(completion, completion.next().state(), completion.next().attemptOutcome()));
        } else {
            again.add(completion);
        }
    }

    private static FinishedRow row(AttemptCompletion completion, TaskState state, @Nullable String attemptOutcome) {
        return new FinishedRow(
                completion.task(),
                state,
                attemptOutcome,
                completion.next().result(),
                completion.next().error(),
                completion.reports(),
                completion.retainFor());
    }
}
