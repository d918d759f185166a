package org.caraway.it.fault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.caraway.Iterations;
import org.caraway.Signal;
import org.caraway.SignalOutcome;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskCursor;
import org.caraway.TaskFinishedException;
import org.caraway.TaskQueue;
import org.caraway.it.harness.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Work that goes on where it stopped, or waits, for a run with faults. The run's configuration says that it is tried
 * again without end. Stateless.
 */
@ApplicationScoped
public class DurableTasks {

    /** The steps of a stepped task that have a transaction. */
    static final int STEPS = 3;

    /** The rows of an iteration. */
    static final int ROWS = 12;

    private static final int BATCH = 4;
    private static final int POSITIONS = 40;
    private static final Duration SHORT = Duration.ofMillis(15);
    private static final Duration NAP = Duration.ofMillis(800);
    private static final Duration LONG = Duration.ofHours(1);

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

    /** A step without a transaction, and others that leave a row in one of their own. */
    @Task(name = "fault.stepped")
    public void stepped(int millis) throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            evidence.see(task, "plain", task.step("plain", () -> (long) task.attempt()));
            for (int number = 1; number <= STEPS; number++) {
                String name = "step-" + number;
                evidence.see(task, name, task.stepInTransaction(name, () -> written(name)));
                Pause.of(Duration.ofMillis(millis / STEPS));
            }
            return true;
        });
    }

    private long written(String name) throws SQLException {
        effects.step(name);
        return task.attempt();
    }

    /** Leaves a row for each number, in transactions of several. */
    @Task(name = "fault.iterating")
    public void iterating(int millis) throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            seeCursor(task.cursor(Long.class));
            try {
                Iterations.over(task, Long.class, DurableTasks::following, row -> row)
                        .inBatchesOf(BATCH)
                        .forEach(row -> {
                            effects.step("row-" + row);
                            Pause.of(Duration.ofMillis(millis / ROWS));
                        });
            } catch (SQLException | InterruptedException | RuntimeException failure) {
                throw failure;
            } catch (Exception other) {
                throw new IllegalStateException(other);
            }
            return true;
        });
    }

    private static List<Long> following(@Nullable Long after, int limit) {
        return LongStream.rangeClosed(after == null ? 1 : after + 1, ROWS)
                .limit(limit)
                .boxed()
                .toList();
    }

    /** Moves its cursor outside of transactions. */
    @Task(name = "fault.moving")
    public void moving(int millis) throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            TaskCursor<Long> cursor = task.cursor(Long.class);
            for (long position = seeCursor(cursor); position < POSITIONS; position++) {
                Pause.of(SHORT);
                cursor.set(position + 1);
                task.pauseHere();
            }
            Pause.of(Duration.ofMillis(millis));
            return true;
        });
    }

    private long seeCursor(TaskCursor<Long> cursor) throws SQLException {
        long position = cursor.get().orElse(0L);
        evidence.see(task, "(cursor)", position);
        return position;
    }

    /** Sleeps without a slot. */
    @Task(name = "fault.sleeping")
    public void sleeping(int millis) throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            task.sleep("nap", NAP);
            evidence.see(task, "nap", 1);
            Pause.of(Duration.ofMillis(millis));
            return true;
        });
    }

    /** Waits for a signal without a slot, and leaves its value, together with its success. */
    @Task(name = "fault.waiting")
    @Signal(name = "go", type = Long.class)
    @Transactional
    public void waiting() throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            long value = task.awaitSignal("go", Long.class, LONG);
            evidence.see(task, "go", value);
            effects.write(value);
            Pause.of(SHORT);
            return true;
        });
    }

    /** Sends a signal, and leaves what became of it in the same transaction. */
    @Task(name = "fault.signalling")
    @Transactional
    public void signalling(UUID target, long value) throws SQLException, InterruptedException {
        evidence.during(task, () -> {
            effects.signal(target, value, outcome(target, value));
            Pause.of(SHORT);
            return true;
        });
    }

    private String outcome(UUID target, long value) {
        try {
            SignalOutcome outcome = tasks.signal(target, "go", value);
            return outcome.name();
        } catch (TaskFinishedException over) {
            return "FINISHED";
        }
    }
}
