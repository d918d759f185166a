package org.caraway.it.fault;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.caraway.TaskContext;

/**
 * Notes when attempts begin and end, by the database's clock, on connections that join no transaction and avoid the
 * proxy. Thread-safe.
 */
@ApplicationScoped
public class FaultEvidence {

    private static final String BEGIN = """
            INSERT INTO fault_run (task_id, attempt, node)
            VALUES (?, ?, ?)
            RETURNING id""";

    private static final String END = """
            UPDATE fault_run
               SET ended_at = clock_timestamp()
             WHERE id = ?""";

    private static final String SEE = """
            INSERT INTO fault_seen (task_id, attempt, name, value)
            VALUES (?, ?, ?, ?)""";

    @Resource(lookup = "jdbc/evidence")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    /** Returns the id that {@link #end} needs. */
    public long begin(TaskContext task) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(BEGIN)) {
            insert.setObject(1, task.id());
            insert.setInt(2, task.attempt());
            insert.setString(3, System.getenv("FAULT_NODE"));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The attempt's method is about to return, or to throw. */
    public void end(long run) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(END)) {
            update.setLong(1, run);
            update.executeUpdate();
        }
    }

    /** The attempt got this value: from a durable step that is stored, from a cursor, or from a signal. */
    public void see(TaskContext task, String name, long value) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(SEE)) {
            insert.setObject(1, task.id());
            insert.setInt(2, task.attempt());
            insert.setString(3, name);
            insert.setLong(4, value);
            insert.executeUpdate();
        }
    }

    /** What a task does. */
    @FunctionalInterface
    public interface Work<R> {

        /** Returns its result. */
        R run() throws SQLException, InterruptedException;
    }

    /** Notes both. An interrupted attempt notes no end: it was stopped from outside. */
    public <R> R during(TaskContext task, Work<R> work) throws SQLException, InterruptedException {
        long run = begin(task);
        R result;
        try {
            result = work.run();
        } catch (RuntimeException | SQLException failure) {
            end(run);
            throw failure;
        }
        end(run);
        return result;
    }
}
