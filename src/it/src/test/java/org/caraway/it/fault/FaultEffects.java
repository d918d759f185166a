package org.caraway.it.fault;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.TaskContext;
import org.jspecify.annotations.Nullable;

/** Writes what a task has done, in the task's own transaction if it has one. Thread-safe. */
@ApplicationScoped
public class FaultEffects {

    private static final String INSERT = "INSERT INTO fault_effect (task_id, attempt, value) VALUES (?, ?, ?)";

    private static final String STEP = "INSERT INTO fault_step (task_id, attempt, name) VALUES (?, ?, ?)";

    private static final String SIGNAL = "INSERT INTO fault_signal (task_id, value, outcome) VALUES (?, ?, ?)";

    @Resource(lookup = "jdbc/caraway")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Leaves one row. */
    public void write() throws SQLException {
        insert(null);
    }

    /** Leaves one row with what the task has found. */
    public void write(long value) throws SQLException {
        insert(value);
    }

    /** Leaves one row of a part of the task. */
    public void step(String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(STEP)) {
            insert.setObject(1, task.id());
            insert.setInt(2, task.attempt());
            insert.setString(3, name);
            insert.executeUpdate();
        }
    }

    /** Leaves one row with what has become of a signal. */
    public void signal(UUID target, long value, String outcome) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(SIGNAL)) {
            insert.setObject(1, target);
            insert.setLong(2, value);
            insert.setString(3, outcome);
            insert.executeUpdate();
        }
    }

    private void insert(@Nullable Long value) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, task.id());
            insert.setInt(2, task.attempt());
            insert.setObject(3, value, Types.BIGINT);
            insert.executeUpdate();
        }
    }
}
