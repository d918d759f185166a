package org.caraway.it.fault;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.caraway.Delivery;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.it.harness.Pause;

/** Work that is never retried, so that each failure for which it is not to blame shows. Stateless. */
@ApplicationScoped
public class StrictTasks {

    @Resource(lookup = "jdbc/caraway")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Leaves one row, together with its success. */
    @Task(name = "strict.transactional", maxRetries = 0)
    @Transactional
    public void transactional(int millis) throws SQLException, InterruptedException {
        writeEffect();
        Pause.of(Duration.ofMillis(millis));
        writeEffect();
    }

    /** The same, but its method is called once at most. */
    @Task(name = "strict.once", maxRetries = 0, delivery = Delivery.AT_MOST_ONCE)
    @Transactional
    public void once(int millis) throws SQLException, InterruptedException {
        transactional(millis);
    }

    /** Uses the database without a transaction of Caraway's. */
    @Task(name = "strict.plain", maxRetries = 0)
    public void plain(int millis) throws SQLException, InterruptedException {
        transactional(millis);
    }

    private void writeEffect() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO fault_effect (task_id, attempt) VALUES (?, ?)")) {
            insert.setObject(1, task.id());
            insert.setInt(2, task.attempt());
            insert.executeUpdate();
        }
    }
}
