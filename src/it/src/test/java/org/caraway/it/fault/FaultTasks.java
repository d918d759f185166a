package org.caraway.it.fault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.it.harness.Pause;

/**
 * Work for a run with faults: each kind takes the given milliseconds, and whatever a fault does to it is tried again
 * without end. Stateless.
 */
@ApplicationScoped
public class FaultTasks {

    private static final String SOON = "PT0.2S";
    private static final int WITHOUT_END = -1;
    private static final int MANY = 1_000;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FaultEffects effects;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FaultEvidence evidence;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Does nothing but take its time. */
    @Task(
            name = "fault.plain",
            retryFor = Exception.class,
            maxRetries = WITHOUT_END,
            retryDelay = SOON,
            retryBackoff = 1,
            maxDeliveries = MANY)
    public void plain(int millis) throws SQLException, InterruptedException {
        observed(() -> Pause.of(Duration.ofMillis(millis)));
    }

    /** Does nothing at all: with many of these a worker learns to claim far ahead. */
    @Task(name = "fault.idle", maxDeliveries = MANY)
    public void idle() {}

    /** Takes all the time it is given on one node, and none on the others. */
    @Task(name = "fault.held", maxDeliveries = MANY)
    public void held(String node) throws SQLException, InterruptedException {
        observed(() -> {
            if (node.equals(System.getenv("FAULT_NODE"))) {
                Pause.of(Duration.ofMinutes(2));
            }
        });
    }

    /** Fails a given number of times before it succeeds. */
    @Task(
            name = "fault.flaky",
            retryFor = Exception.class,
            maxRetries = WITHOUT_END,
            retryDelay = SOON,
            retryBackoff = 1,
            maxDeliveries = MANY)
    public void flaky(int millis, int failures) throws SQLException, InterruptedException {
        observed(() -> {
            Pause.of(Duration.ofMillis(millis));
            if (task.retries() < failures) {
                throw new IllegalStateException("This is failure " + (task.retries() + 1) + " of " + failures);
            }
        });
    }

    /** Leaves one row, together with its success. */
    @Task(
            name = "fault.transactional",
            retryFor = Exception.class,
            maxRetries = WITHOUT_END,
            retryDelay = SOON,
            retryBackoff = 1,
            maxDeliveries = MANY)
    @Transactional
    public void transactional(int millis) throws SQLException, InterruptedException {
        observed(() -> {
            effects.write();
            Pause.of(Duration.ofMillis(millis));
        });
    }

    /** Leaves one row and one more task, together with its success. */
    @Task(
            name = "fault.parent",
            retryFor = Exception.class,
            maxRetries = WITHOUT_END,
            retryDelay = SOON,
            retryBackoff = 1,
            maxDeliveries = MANY)
    @Transactional
    public void parent(int millis) throws SQLException, InterruptedException {
        observed(() -> writeAndEnqueue(millis));
    }

    /** Enqueues like {@link #parent}, but then fails permanently. */
    @Task(
            name = "fault.hopeless",
            retryFor = Exception.class,
            dontRetryFor = Hopeless.class,
            maxRetries = WITHOUT_END,
            retryDelay = SOON,
            retryBackoff = 1,
            maxDeliveries = MANY)
    @Transactional
    public void hopeless(int millis) throws SQLException, InterruptedException {
        observed(() -> {
            writeAndEnqueue(millis);
            throw new Hopeless();
        });
    }

    /** What schedules fire: leaves a row with the second for which it was scheduled. */
    @Task(name = "fault.tick")
    @Transactional
    public void tick() throws SQLException, InterruptedException {
        observed(() -> effects.write(task.scheduledFor().orElseThrow().getEpochSecond()));
    }

    private void writeAndEnqueue(int millis) throws SQLException, InterruptedException {
        effects.write();
        tasks.enqueue(FaultTasks::transactional, millis);
        Pause.of(Duration.ofMillis(millis));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException, InterruptedException;
    }

    private void observed(Work work) throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            work.run();
            return true;
        });
    }

    /** A failure that no repetition cures. */
    public static final class Hopeless extends RuntimeException {

        Hopeless() {
            super("This task fails always");
        }
    }
}
