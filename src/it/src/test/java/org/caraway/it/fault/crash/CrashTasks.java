package org.caraway.it.fault.crash;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks that take some time and insert one row for each completed run. */
@ApplicationScoped
public class CrashTasks {

    @Resource(lookup = "jdbc/caraway")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** At least once: the row commits before the task's end is written. */
    @Task(name = "crash.plain")
    public void plain() throws SQLException, InterruptedException {
        takeAMoment();
        writeEffect("plain");
    }

    /** Exactly once: the row commits with the task's end. */
    @Task(name = "crash.transactional")
    @Transactional
    public void transactional() throws SQLException, InterruptedException {
        takeAMoment();
        writeEffect("transactional");
    }

    private static void takeAMoment() throws InterruptedException {
        if (new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody opens this latch");
        }
    }

    private void writeEffect(String kind) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO effect (task, kind) VALUES (?, ?)")) {
            insert.setObject(1, task.id());
            insert.setString(2, kind);
            insert.executeUpdate();
        }
    }
}
