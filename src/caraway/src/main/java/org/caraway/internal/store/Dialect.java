package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/** What differs between databases. Thread-safe. */
interface Dialect {

    /** How long the question for the kind of database may take. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The dialect of this database.
     *
     * @throws CarawayException if there is none, or the version is too old
     */
    static Dialect of(DataSource dataSource) {
        return new Connections(dataSource, null, PATIENCE)
                .alone("The kind of database could not be found out", connection -> {
                    String product = connection.getMetaData().getDatabaseProductName();
                    int major = connection.getMetaData().getDatabaseMajorVersion();
                    String version = connection.getMetaData().getDatabaseProductVersion();
                    return switch (product) {
                        case "H2" -> checked(new H2Dialect(), H2Dialect.supports(version), "H2 2.2.220", version);
                        case "PostgreSQL" -> checked(new PostgresDialect(), major >= 13, "PostgreSQL 13", version);
                        default ->
                            throw new CarawayException(
                                    "Caraway runs on H2 2.2.220 or newer and on PostgreSQL 13 or newer," + " not on "
                                            + product + " " + version + "; let caraway.datasource name one of those");
                    };
                });
    }

    private static Dialect checked(Dialect dialect, boolean supported, String oldest, String version) {
        if (!supported) {
            throw new CarawayException("Caraway needs " + oldest + " or newer; this database is of version " + version);
        }
        return dialect;
    }

    /**
     * Has the statements that follow in this transaction planned for the table as it may become, not as statistics say it is: a plan is
     * kept, and a queue that was empty when it was made may have a million rows a minute later.
     */
    void pinPlans(Connection connection) throws SQLException;

    /** The data source as it is to be used, so that each statement reads what has been committed before it. */
    default DataSource reading(DataSource dataSource) {
        return dataSource;
    }

    /** The folder below {@code sql/} with its migrations. */
    String folder();

    /** Sets a parameter that stands for JSON. */
    void setJson(PreparedStatement statement, int index, @Nullable String json) throws SQLException;

    /**
     * The statement that inserts a task: id, name, queue, priority, start or null for now, seconds to add, arguments, headers,
     * labels, root, parent, creator and context. A delay counts from the statement, if the database's clock can be read in a transaction.
     */
    String insertion();

    /** Inserts them all in the connection's transaction, in one statement or few; false if a batch of {@link #insertion} is the way. */
    default boolean insertAll(Connection connection, List<NewTask> tasks) throws SQLException {
        return false;
    }

    /**
     * What is put behind an insertion of live tasks so that it inserts nothing where the id or the lock of the unique key is taken; or
     * fails then, and does no harm.
     */
    String unlessTaken();

    /** Takes the key for a span of time, if nobody has it or that of who has is over; tells whether it did. */
    boolean takeWindow(Connection connection, String key, UUID taskId, Duration span) throws SQLException;

    /** How tasks are claimed. */
    ClaimStatements claims();

    /**
     * Moves those tasks to the finished table whose token holds, and returns in which state each is there. With a patience it does what
     * {@link #boundLockWaits} does first.
     */
    Map<UUID, TaskState> finish(Connection connection, List<FinishedRow> rows, @Nullable Duration patience)
            throws SQLException;

    /** Whether {@link #finish} with a patience takes one round trip, and pins plans in it. */
    boolean finishesInOne();

    /** Bounds the wait for each lock until the end of the transaction, if the database can do that for one transaction. */
    void boundLockWaits(Connection connection, Duration patience) throws SQLException;

    /** As {@link Store#holdConnection}; without a round trip, or none. */
    HeldConnection hold(Connections connections);

    /** A condition on {@code labels} with one parameter, which {@link #labelParameter} makes. */
    String labelCondition();

    /** What {@link #labelCondition} is asked with, for tasks that have this label. */
    String labelParameter(String name, String value);

    /** The parts of the finished table that are dropped whole; none unless the database has such. */
    default FinishedPartitions partitions(Connections connections) {
        return FinishedPartitions.NONE;
    }

    /** Inserts a row into {@code caraway_queue} for the queue that is its parameter, if there is none. */
    String queueInsertion();

    /** Inserts a row into {@code caraway_definition} for the name that is its parameter, if there is none. */
    String definitionInsertion();

    /** As {@link NodeChannel#of}. */
    Optional<NodeChannel> channel(DataSource dataSource, Duration timeout);
}
