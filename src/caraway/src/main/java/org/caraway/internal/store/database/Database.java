package org.caraway.internal.store.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.complete.CompletionStatements;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.signal.NodeChannel;

/** A kind of database: its implementation of each feature. Thread-safe. */
public interface Database {

    /** The SQL that several features share. */
    Dialect dialect();

    /**
     * What is wrong with how the data source opens this database, each as a sentence with the change that cures it;
     * empty if nothing is known to be.
     */
    default List<String> problems(DataSource dataSource) throws SQLException {
        return List.of();
    }

    /** How tasks are claimed. */
    ClaimStatements claims();

    /** How completions are stored. */
    CompletionStatements completions();

    /** The partitions of the finished table; none unless the database supports them. */
    default FinishedPartitions partitions(Connections connections) {
        return FinishedPartitions.NONE;
    }

    /**
     * A channel between nodes; absent unless the database supports one.
     *
     * @param connections join nothing
     * @param timeout how long the database may not respond before it counts as unavailable
     */
    default Optional<NodeChannel> channel(Connections connections, Duration timeout) {
        return Optional.empty();
    }
}
