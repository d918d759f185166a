package org.caraway.internal.store.enqueue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.CarawayException;
import org.caraway.UniqueKey;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;

/** Inserts new tasks into the live table. Thread-safe. */
public final class JdbcTaskInserts implements TaskInserts {

    private static final String PURPOSE = "The tasks were not enqueued";

    private final Connections connections;
    private final Dialect dialect;
    private final StepInserts steps;
    private final TextMaps maps = new TextMaps();

    public JdbcTaskInserts(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
        steps = new StepInserts(dialect);
    }

    @Override
    public List<InsertedTask> insert(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        if (tasks.size() == 1 && !mayBeTaken(tasks.get(0))) {
            return connections.joiningOne(PURPOSE, connection -> insertOne(connection, tasks.get(0)));
        }
        return connections.joining(PURPOSE, connection -> insertAll(connection, tasks));
    }

    /** Inserts one task in the connection's transaction, unless another has its id or unique key. */
    public InsertedTask insert(Connection connection, NewTask task) throws SQLException {
        return insertAll(connection, List.of(task)).get(0);
    }

    /**
     * As {@link #insert}, in this connection's transaction. Tasks that may be refused come first: then there is nothing
     * else to undo.
     */
    public List<InsertedTask> insertAll(Connection connection, List<NewTask> tasks) throws SQLException {
        List<NewTask> checked =
                tasks.stream().filter(JdbcTaskInserts::mayBeTaken).toList();
        if (checked.isEmpty()) {
            insertPlain(connection, tasks);
            return tasks.stream().map(InsertedTask::added).toList();
        }
        Iterator<InsertedTask> standing =
                new UniqueInserts(connection, dialect, this).insert(checked).iterator();
        List<NewTask> plain = tasks.stream().filter(task -> !mayBeTaken(task)).toList();
        if (!plain.isEmpty()) {
            insertPlain(connection, plain);
        }
        return tasks.stream()
                .map(task -> mayBeTaken(task) ? standing.next() : InsertedTask.added(task))
                .toList();
    }

    private static boolean mayBeTaken(NewTask task) {
        return task.idChosen() || task.unique() != null;
    }

    private List<InsertedTask> insertOne(Connection connection, NewTask task) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(insertion(task))) {
            bind(insert, task);
            insert.executeUpdate();
            return List.of(InsertedTask.added(task));
        }
    }

    /**
     * Inserts tasks that cannot be taken, in the connection's transaction: either all are steps of workflows, or none.
     */
    public void insertPlain(Connection connection, List<NewTask> tasks) throws SQLException {
        if (dialect.insertAll(connection, tasks)) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(insertion(tasks.get(0)))) {
            for (NewTask task : tasks) {
                bind(insert, task);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            if (counts.length != tasks.size()) {
                throw new CarawayException(PURPOSE + ": " + counts.length + " of " + tasks.size()
                        + " were inserted. This is a bug in Caraway.");
            }
        }
    }

    /** Inserts the task unless its id or its unique key is taken; returns whether it did. */
    boolean insertUnlessTaken(Connection connection, NewTask task) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(insertion(task) + dialect.unlessTaken())) {
            bind(insert, task);
            return SqlFailures.insertedOne(insert);
        }
    }

    private static final String REPLACE = """
            UPDATE caraway_active
               SET queue = ?, priority = ?,
                   run_at = COALESCE(?, CURRENT_TIMESTAMP) + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                   expires_at = COALESCE(?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND),
                   task_key = ?, max_retries = ?, options = ?, arguments = ?, headers = ?, labels = ?, created_by = ?,
                   context = ?
             WHERE id = ?""";

    /** Replaces the data of a locked task by that of another. */
    void replace(Connection connection, UUID id, NewTask by) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REPLACE)) {
            update.setString(1, by.queue());
            update.setInt(2, by.priority());
            bindTiming(update, 3, by.timing());
            update.setString(7, by.key());
            update.setObject(8, by.maxRetries(), Types.INTEGER);
            bindJson(update, 9, by);
            update.setString(13, by.createdBy());
            dialect.setJson(update, 14, by.context());
            update.setObject(15, id);
            if (update.executeUpdate() != 1) {
                throw new CarawayException(
                        PURPOSE + ": task " + id + " was locked and is gone. This is a bug in Caraway.");
            }
        }
    }

    private String insertion(NewTask task) {
        return task.step() == null ? dialect.insertion() : steps.statement();
    }

    private void bind(PreparedStatement insert, NewTask task) throws SQLException {
        insert.setObject(1, task.id());
        insert.setString(2, task.name());
        insert.setString(3, task.queue());
        insert.setInt(4, task.priority());
        bindTiming(insert, 5, task.timing());
        insert.setString(9, task.key());
        bindUnique(insert, task.unique());
        insert.setObject(13, task.maxRetries(), Types.INTEGER);
        bindJson(insert, 14, task);
        insert.setObject(18, task.rootId());
        insert.setObject(19, task.parentId());
        insert.setString(20, task.createdBy());
        dialect.setJson(insert, 21, task.context());
        insert.setObject(22, task.scheduleId());
        StepPlace step = task.step();
        if (step != null) {
            StepInserts.bind(insert, step);
        }
    }

    /** Four parameters: the instant or null, and the seconds to add to it; the same for the expiry. */
    private static void bindTiming(PreparedStatement statement, int index, CallTiming timing) throws SQLException {
        statement.setObject(index, utc(timing.startAt()), Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setDouble(index + 1, Intervals.seconds(timing.delay()));
        statement.setObject(index + 2, utc(timing.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE);
        Duration expiresIn = timing.expiresIn();
        statement.setObject(index + 3, expiresIn == null ? null : Intervals.seconds(expiresIn), Types.DOUBLE);
    }

    /** Options, arguments, headers and labels. */
    private void bindJson(PreparedStatement statement, int index, NewTask task) throws SQLException {
        dialect.setJson(statement, index, task.options().isEmpty() ? null : maps.write(task.options()));
        dialect.setJson(statement, index + 1, task.arguments());
        dialect.setJson(statement, index + 2, maps.write(task.headers()));
        dialect.setJson(statement, index + 3, maps.write(task.labels()));
    }

    /** The unique index is on the lock; a key that is taken for a span of time is stored elsewhere. */
    private static void bindUnique(PreparedStatement insert, @Nullable UniqueKey unique) throws SQLException {
        insert.setString(10, unique == null ? null : unique.key());
        insert.setString(11, unique == null ? null : unique.scope().name());
        insert.setString(12, unique == null ? null : lockOf(unique));
    }

    /** The value in the key's unique index. */
    static @Nullable public String lockOf(UniqueKey unique) {
        return unique.scope() == UniqueKey.Scope.WINDOW ? null : unique.key();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
