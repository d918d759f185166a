package org.caraway.internal.store.postgres;

import static java.lang.System.Logger.Level.DEBUG;

import java.lang.reflect.UndeclaredThrowableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.caraway.CallTiming;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts thousands of tasks by {@code COPY}, which writes whole pages where a statement writes rows. It does so only
 * while no omitted column has a volatile default (PostgreSQL's {@code copyfrom.c}). Thread-safe. Names PostgreSQL's
 * driver, which may be absent, as {@link PostgresListener} does.
 */
final class PostgresCopy {

    /**
     * From this number on, the two additional round trips pay off: the benchmark's {@code --batch 499} and {@code
     * --batch 500} show it.
     */
    static final int LEAST = 500;

    private static final System.Logger LOG = System.getLogger(PostgresCopy.class.getName());

    /** The other columns have their defaults, the only expressions that {@code COPY} evaluates. */
    private static final String COPY = """
            COPY caraway_active (id, name, queue, priority, run_at, task_key, max_retries, options, arguments,
                                 headers, labels, root_id, parent_id, created_by, context)
            FROM STDIN (FORMAT binary)""";

    private static final String COPY_STEPS = """
            COPY caraway_active (id, name, queue, priority, run_at, task_key, max_retries, options, arguments,
                                 headers, labels, root_id, parent_id, created_by, context, state, workflow_id, step,
                                 group_id, group_index, after_id, after_when, slot, input_id, input_mode, node)
            FROM STDIN (FORMAT binary)""";

    private static final int VALUES = 15;
    private static final int VALUES_OF_STEP = VALUES + 11;
    private static final String CONNECTION_FAILURE = "08";

    private final TextMaps maps;

    PostgresCopy(TextMaps maps) {
        this.maps = maps;
    }

    /**
     * Whether the task can be copied: it may run as soon as it is inserted, never expires, and has neither a unique
     * key nor a schedule.
     */
    static boolean takes(NewTask task) {
        return task.timing().equals(CallTiming.NOW) && task.unique() == null && task.scheduleId() == null;
    }

    /**
     * Returns whether it inserted them. It does not if the pool does not provide the driver's connection, or provides
     * one of another class loader, or if the connection commits each statement.
     */
    boolean insert(Connection connection, List<NewTask> tasks) throws SQLException {
        // a statement first: a server may enlist a connection only at its first statement, and not for COPY
        long now = now(connection);
        PGConnection driver;
        try {
            driver = connection.unwrap(PGConnection.class);
        } catch (SQLException notHandedOut) {
            LOG.log(DEBUG, "Tasks cannot be copied", notHandedOut);
            return false;
        }
        if (connection.getAutoCommit()) {
            return false;
        }
        long inserted = copied(connection, driver, tasks, now);
        if (inserted != tasks.size()) {
            throw PostgresInserts.notAll(inserted, tasks.size());
        }
        return true;
    }

    private static final String NOW = """
            SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - 946684800000000""";

    /** The database's clock, in microseconds since the beginning of 2000. */
    private static long now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Each task is due a microsecond after the one before it, less than its insert takes: claims need different
     * instants to begin at one.
     */
    private long copied(Connection connection, PGConnection driver, List<NewTask> tasks, long now) throws SQLException {
        CopyIn copy = null;
        try {
            copy = driver.getCopyAPI().copyIn(tasks.get(0).step() == null ? COPY : COPY_STEPS);
            CopyRows rows = new CopyRows(copy);
            long dueAt = now;
            for (NewTask task : tasks) {
                write(rows, task, dueAt++);
            }
            rows.end();
            return copy.endCopy();
        } catch (SQLException failure) {
            cancel(connection, copy, failure);
            throw failure;
        }
    }

    /**
     * After a connection failure the driver does not close the connection, as it does for a statement: the state of the
     * protocol is unknown.
     */
    private static void cancel(Connection connection, @Nullable CopyIn copy, SQLException failure) {
        String state = failure.getSQLState();
        try {
            if (state != null && state.startsWith(CONNECTION_FAILURE)) {
                connection.abort(Runnable::run);
            } else if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException | UndeclaredThrowableException another) {
            failure.addSuppressed(another);
        }
    }

    private void write(CopyRows rows, NewTask task, long dueAt) throws SQLException {
        StepPlace step = task.step();
        rows.row(step == null ? VALUES : VALUES_OF_STEP);
        rows.uuid(task.id());
        rows.text(task.name());
        rows.text(task.queue());
        rows.smallint(task.priority());
        if (step != null && step.waiting()) {
            rows.none();
        } else {
            rows.instant(dueAt);
        }
        rows.text(task.key());
        rows.integer(task.maxRetries());
        rows.text(task.options().isEmpty() ? null : maps.write(task.options()));
        rows.text(task.arguments());
        rows.jsonb(maps.write(task.headers()));
        rows.jsonb(maps.write(task.labels()));
        rows.uuid(task.rootId());
        rows.uuid(task.parentId());
        rows.text(task.createdBy());
        rows.text(task.context());
        if (step != null) {
            write(rows, step);
        }
    }

    private static void write(CopyRows rows, StepPlace step) throws SQLException {
        StepPlace.After after = step.after();
        StepPlace.Input input = step.input();
        rows.text(step.waiting() ? "WAITING" : "PENDING");
        rows.uuid(step.workflowId());
        rows.text(step.name());
        rows.uuid(step.groupId());
        rows.integer(step.groupIndex());
        rows.uuid(after == null ? null : after.id());
        rows.text(after == null ? null : after.when().name());
        rows.integer(after == null ? null : after.slot());
        rows.uuid(input == null ? null : input.id());
        rows.text(input == null ? null : input.mode().name());
        rows.integer(step.node());
    }
}
