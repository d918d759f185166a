package org.caraway.it.fault.lock;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks that run until {@code lock.release} does: one reports all the time, one has an open transaction. */
@ApplicationScoped
public class LockedRowTasks {

    private static final long GAP_MILLIS = 50;

    private final CountDownLatch released = new CountDownLatch(1);

    @Resource(lookup = "jdbc/caraway")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Reports its progress again and again. */
    @Task(name = "lock.report", timeLimit = "PT5M", softTimeLimit = "PT4M")
    public void report() throws InterruptedException {
        long rounds = 0;
        while (!released.await(GAP_MILLIS, TimeUnit.MILLISECONDS)) {
            task.progress(++rounds, Long.MAX_VALUE);
        }
    }

    /** Writes, waits and commits. */
    @Task(name = "lock.transaction", timeLimit = "PT5M", softTimeLimit = "PT4M")
    @Transactional
    public void transaction() throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO written VALUES (1)");
        }
        released.await();
    }

    /** Lets the others end. */
    @Task(name = "lock.release")
    public void release() {
        released.countDown();
    }
}
