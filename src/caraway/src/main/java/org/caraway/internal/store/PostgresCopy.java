package org.caraway.internal.store;

import static java.lang.System.Logger.Level.DEBUG;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.caraway.CallTiming;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts thousands of tasks by {@code COPY}, which writes whole pages where a statement writes rows. Thread-safe. Names PostgreSQL's driver,
 * which may be absent, as {@link PostgresLine} does.
 */
final class PostgresCopy {

    /** Two more round trips than a statement are made up for by then. */
    static final int LEAST = 500;

    private static final System.Logger LOG = System.getLogger(PostgresCopy.class.getName());

    /** The others have their defaults, which are the only expressions that it knows. */
    private static final String COPY = """
            COPY caraway_active (id, name, queue, priority, task_key, max_retries, options, arguments, headers, labels, root_id,
                                 parent_id, created_by, context)
            FROM STDIN (FORMAT binary)""";

    private static final int VALUES = 14;

    private final TextMaps maps;

    PostgresCopy(TextMaps maps) {
        this.maps = maps;
    }

    /** Whether it can be copied: it may run from when it is inserted, never expires, and has no unique key. */
    static boolean takes(NewTask task) {
        return task.timing().equals(CallTiming.NOW) && task.unique() == null;
    }

    /** Tells whether it inserted them, which it does not if the pool does not hand the driver out, or another one than is seen here. */
    boolean insert(Connection connection, List<NewTask> tasks) throws SQLException {
        PGConnection driver;
        try {
            driver = connection.unwrap(PGConnection.class);
        } catch (SQLException notHandedOut) {
            LOG.log(DEBUG, "Tasks cannot be copied", notHandedOut);
            return false;
        }
        CopyIn copy = driver.getCopyAPI().copyIn(COPY);
        try {
            CopyRows rows = new CopyRows(copy);
            for (NewTask task : tasks) {
                write(rows, task);
            }
            rows.end();
            long inserted = copy.endCopy();
            if (inserted != tasks.size()) {
                throw PostgresInserts.notAll(inserted, tasks.size());
            }
            return true;
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void write(CopyRows rows, NewTask task) throws SQLException {
        rows.row(VALUES);
        rows.uuid(task.id());
        rows.text(task.name());
        rows.text(task.queue());
        rows.smallint(task.priority());
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
    }
}
