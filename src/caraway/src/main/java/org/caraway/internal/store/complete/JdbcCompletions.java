package org.caraway.internal.store.complete;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.AttemptCompletion;

/** Writes completions, always under their fencing tokens. Thread-safe. */
public final class JdbcCompletions implements Completions {

    private final Connections connections;
    private final Dialect dialect;
    private final CompletionStatements statements;
    private final CompletionBatches batches;

    public JdbcCompletions(Connections connections, Dialect dialect, CompletionStatements statements) {
        this.connections = connections;
        this.dialect = dialect;
        this.statements = statements;
        batches = new CompletionBatches(dialect, statements);
    }

    @Override
    public Set<UUID> complete(List<AttemptCompletion> ends) {
        return connections.joining(purpose(ends), connection -> batches.write(connection, ends, null)
                .lost());
    }

    @Override
    public CompletionResult completeUnlocked(List<AttemptCompletion> ends, Duration patience) {
        SkipLockedCompletions unlocked = new SkipLockedCompletions(batches, ends, patience);
        boolean oneStatement = statements.singleStatement()
                && ends.stream().allMatch(end -> end.next().isFinal());
        return connections.aloneInOneIf(() -> oneStatement && !unlocked.freeOnly(), purpose(ends), connection -> {
            if (!oneStatement || unlocked.freeOnly()) {
                dialect.pinPlans(connection);
            }
            return unlocked.write(connection);
        });
    }

    private static String purpose(List<AttemptCompletion> ends) {
        return "The completions of " + ends.size() + " attempts were not written";
    }
}
