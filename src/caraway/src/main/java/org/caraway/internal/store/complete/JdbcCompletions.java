package org.caraway.internal.store.complete;

import java.time.Duration;
import java.util.List;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.SuccessorRelease;

/** Writes completions, always under their fencing tokens. Thread-safe. */
public final class JdbcCompletions implements Completions {

    private final Connections connections;
    private final CompletionStatements statements;
    private final CompletionBatches batches;

    public JdbcCompletions(
            Connections connections, Dialect dialect, CompletionStatements statements, SuccessorRelease successors) {
        this.connections = connections;
        this.statements = statements;
        batches = new CompletionBatches(dialect, statements, successors);
    }

    @Override
    public CompletionResult complete(List<AttemptCompletion> completions) {
        return connections.joining(purpose(completions), connection -> batches.write(connection, completions, null));
    }

    @Override
    public CompletionResult completeUnlocked(List<AttemptCompletion> completions, Duration patience) {
        SkipLockedCompletions unlocked = new SkipLockedCompletions(batches, completions, patience);
        boolean oneStatement = statements.singleStatement()
                && completions.stream()
                        .allMatch(completion ->
                                completion.next().isFinal() && completion.task().step() == null);
        return connections.aloneInOneIf(
                () -> oneStatement && !unlocked.freeOnly(), purpose(completions), unlocked::write);
    }

    @Override
    public boolean forgetEarlier(ClaimedTask task) {
        return connections.alone(
                "The earlier task with the id " + task.id() + " was not deleted",
                connection -> ReusedIds.clear(connection, task));
    }

    private static String purpose(List<AttemptCompletion> completions) {
        return "The completions of " + completions.size() + " attempts were not written";
    }
}
