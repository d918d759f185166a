package org.caraway.it.tasks.delivery;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.it.tasks.Sql;

/** Tasks that leave traces. */
@ApplicationScoped
public class DeliveryTasks {

    private final List<String> order = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    @SuppressWarnings("NullAway.Init") // injected
    private TransactionSynchronizationRegistry transactions;

    /** Writes a row, and makes the commit of the first attempt fail. */
    @Task(retryFor = Exception.class, retryDelay = "PT0.1S", retryJitter = false)
    @Transactional
    public void writeAndFailToCommitOnce() throws SQLException {
        sql.execute("INSERT INTO effect (task) VALUES (?)", task.id().toString());
        if (task.attempt() == 1) {
            transactions.registerInterposedSynchronization(new FailingCommit());
        }
    }

    /** Writes a row. */
    @Task
    @Transactional
    public void write() throws SQLException {
        sql.execute("INSERT INTO effect (task) VALUES (?)", task.id().toString());
    }

    /** Writes a row and fails. */
    @Task
    @Transactional
    public void writeAndFail() throws SQLException {
        sql.execute("INSERT INTO effect (task) VALUES (?)", task.id().toString());
        throw new IllegalStateException("after the write");
    }

    @Task(queue = "bulk")
    public void noop() {}

    /** Holds the only slot of its queue until the test opens it. */
    @Task(queue = "single")
    public boolean waitForGate() throws InterruptedException {
        return gate.await(2, TimeUnit.MINUTES);
    }

    @Task(queue = "single")
    public void note(String text) {
        order.add(text);
    }

    /** Not a task: lets {@link #waitForGate} return. */
    public void openGate() {
        gate.countDown();
    }

    /** Not a task: what was noted, in order. */
    public List<String> noted() {
        return List.copyOf(order);
    }

    private static final class FailingCommit implements Synchronization {

        @Override
        public void beforeCompletion() {
            throw new IllegalStateException("this commit fails");
        }

        @Override
        public void afterCompletion(int status) {
            // nothing to undo
        }
    }
}
