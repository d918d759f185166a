package org.caraway.internal.store;

import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** A kind of database: how each feature is done on it. Thread-safe. */
interface Database {

    /** The SQL that several features share. */
    Dialect dialect();

    /** How tasks are claimed. */
    ClaimStatements claims();

    /** How completions are stored. */
    CompletionStatements completions();

    /** The partitions of the finished table; none unless the database has such. */
    default FinishedPartitions partitions(Connections connections) {
        return FinishedPartitions.NONE;
    }

    /**
     * A channel between nodes; absent unless the database has one.
     *
     * @param timeout how long the database may stay silent before it counts as away
     */
    default Optional<NodeChannel> channel(DataSource dataSource, Duration timeout) {
        return Optional.empty();
    }
}
