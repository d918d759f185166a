package org.caraway.internal.store.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.ServerBounds;
import org.caraway.internal.store.model.HeldConnection;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/** The SQL that differs between databases and that several features share. Thread-safe. */
public interface Dialect {

    /** Bounds on what statements may wait and take. */
    ServerBounds bounds();

    /** Wraps the data source, if needed, so that each statement reads everything that was committed before it. */
    default DataSource reading(DataSource dataSource) {
        return dataSource;
    }

    /**
     * Writes what was committed to the disk, where the database would do so only a moment later and the process is
     * about to end; best effort.
     */
    default void flush(Connection connection) {}

    /** The folder below {@code sql/} with its migrations. */
    String folder();

    /** Sets a parameter of type JSON. */
    void setJson(PreparedStatement statement, int index, @Nullable String json) throws SQLException;

    /**
     * The statement that inserts a task: id, name, queue, priority, start or null for now, seconds to add, arguments,
     * headers, labels, root, parent, creator, context and schedule. A delay counts from the statement, if the
     * database's clock can be read within a transaction.
     */
    String insertion();

    /** The type of a parameter with JSON. */
    String jsonType();

    /** The database's clock, read within a transaction if that is possible. */
    String clock();

    /** The statement that runs this UPDATE and returns these columns of the rows as they are afterwards. */
    String updated(String update, String columns);

    /**
     * Inserts all tasks in the connection's transaction, in one statement or few; false if the caller has to use a
     * batch of {@link #insertion}.
     */
    default boolean insertAll(Connection connection, List<NewTask> tasks) throws SQLException {
        return false;
    }

    /**
     * The suffix of an insertion of live tasks that makes it insert nothing where the id or the lock of the unique key
     * is taken; or the statement fails then, without harm.
     */
    String unlessTaken();

    /**
     * Takes the key for a span of time, if it is free or its holder's span is over, or begins only later because the
     * database's clock went back; returns whether it did.
     */
    boolean takeWindow(Connection connection, String key, UUID taskId, Duration span) throws SQLException;

    /**
     * Bounds the wait for each lock until the transaction finishes, if the database can do that for one transaction.
     */
    void boundLockWaits(Connection connection, Duration patience) throws SQLException;

    /** As {@code TaskReleases.holdConnection}; without a round trip, or none. */
    HeldConnection hold(Connections connections);

    /** A condition on {@code labels} with one parameter, which {@link #labelParameter} makes. */
    String labelCondition();

    /** The parameter of {@link #labelCondition} for tasks that have this label. */
    String labelParameter(String name, String value);

    /** Inserts a row into {@code caraway_queue} for the queue that is its parameter, if there is none. */
    String queueInsertion();

    /** Inserts a row into {@code caraway_definition} for the name that is its parameter, if there is none. */
    String definitionInsertion();

    /**
     * Inserts a row into {@code caraway_retention} for the number of seconds that is its parameter, or has it count for
     * another week.
     */
    String retentionUpsert();

    /**
     * Inserts a row into {@code caraway_signature} for the name and the signature that are its parameters, or has it
     * count for another day.
     */
    String signatureUpsert();
}
