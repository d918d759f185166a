package org.caraway.it.fault.hang;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.caraway.Task;

/** Transactional tasks that lock a row and do not come back. */
@ApplicationScoped
public class HangTasks {

    private final CountDownLatch released = new CountDownLatch(1);

    @Resource(lookup = "jdbc/caraway")
    @SuppressWarnings("NullAway.Init") // injected
    private DataSource dataSource;

    @PersistenceContext
    @SuppressWarnings("NullAway.Init") // injected
    private EntityManager entities;

    /** In a statement. */
    @Task(name = "hang.statement", softTimeLimit = "PT1S", timeLimit = "PT2S")
    @Transactional
    public void statement(int row) throws SQLException {
        lock(row);
        execute("SELECT pg_sleep(600)");
    }

    /** In a query of JPA. */
    @Task(name = "hang.query", softTimeLimit = "PT1S", timeLimit = "PT2S")
    @Transactional
    public void query(int row) {
        entities.createNativeQuery("UPDATE hang SET n = n + 1 WHERE id = " + row)
                .executeUpdate();
        entities.createNativeQuery("SELECT CAST(pg_sleep(600) AS text)").getResultList();
    }

    /** In code of its own, deaf to interrupts. */
    @Task(name = "hang.deaf", softTimeLimit = "PT4S", timeLimit = "PT5S") // time enough to begin
    @Transactional
    public void deaf(int row) throws SQLException {
        lock(row);
        boolean free = false;
        while (!free) {
            try {
                released.await();
                free = true;
            } catch (InterruptedException ignoredOnPurpose) {
                free = false;
            }
        }
    }

    /** Releases the tasks that ignore interrupts. */
    @Task(name = "hang.release")
    public void release() {
        released.countDown();
    }

    /** Does not hang. */
    @Task(name = "hang.write")
    @Transactional
    public void write(int row) throws SQLException {
        lock(row);
    }

    private void lock(int row) throws SQLException {
        execute("UPDATE hang SET n = n + 1 WHERE id = " + row);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
