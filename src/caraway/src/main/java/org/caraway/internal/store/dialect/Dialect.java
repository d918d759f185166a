package org.caraway.internal.store.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.HeldConnection;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/** The SQL that differs between databases and that several features share. Thread-safe. */
public interface Dialect {

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

    /** Bounds the wait for each lock until the end of the transaction, if the database can do that for one transaction. */
    void boundLockWaits(Connection connection, Duration patience) throws SQLException;

    /** As {@code TaskReleases.holdConnection}; without a round trip, or none. */
    HeldConnection hold(Connections connections);

    /** A condition on {@code labels} with one parameter, which {@link #labelParameter} makes. */
    String labelCondition();

    /** What {@link #labelCondition} is asked with, for tasks that have this label. */
    String labelParameter(String name, String value);

    /** Inserts a row into {@code caraway_queue} for the queue that is its parameter, if there is none. */
    String queueInsertion();

    /** Inserts a row into {@code caraway_definition} for the name that is its parameter, if there is none. */
    String definitionInsertion();
}
