package org.caraway.internal.store.postgres;

import java.time.Duration;
import java.util.Optional;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.complete.CompletionStatements;
import org.caraway.internal.store.database.Database;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.signal.NodeChannel;

/** PostgreSQL 13 or newer. Thread-safe. */
public final class PostgresDatabase implements Database {

    private final Dialect dialect = new PostgresDialect();
    private final ClaimStatements claims = new PostgresClaims();
    private final CompletionStatements completions = new PostgresCompletions();

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public ClaimStatements claims() {
        return claims;
    }

    @Override
    public CompletionStatements completions() {
        return completions;
    }

    @Override
    public FinishedPartitions partitions(Connections connections) {
        return new DayPartitions(connections, dialect);
    }

    @Override
    public Optional<NodeChannel> channel(Connections connections, Duration timeout) {
        return Optional.of(new PostgresChannel(connections, timeout));
    }
}
