package org.caraway.it.fault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.caraway.Outcome;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.it.harness.Pause;

/**
 * Steps of workflows for a run with faults. Joins and callbacks leave what they have found, together with their
 * success. The run's configuration says that they are tried again without end. Stateless.
 */
@ApplicationScoped
public class FaultSteps {

    /** What a join that takes failures adds for each. */
    static final long FAILURE = 1_000;

    private static final Duration SHORT = Duration.ofMillis(15);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FaultEvidence evidence;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FaultEffects effects;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @FunctionalInterface
    private interface Work {
        long value() throws SQLException, InterruptedException;
    }

    private long observed(Work work) throws SQLException, InterruptedException {
        return evidence.during(task, () -> {
            Pause.of(SHORT);
            return work.value();
        });
    }

    private long written(long value) throws SQLException {
        effects.write(value);
        return value;
    }

    /** Returns its argument, and does and notes nothing, so that its time is that of the engine. */
    @Task(name = "fault.number")
    public long number(long number) {
        return number;
    }

    /** Returns its argument. */
    @Task(name = "fault.step")
    public long step(long number) throws SQLException, InterruptedException {
        return observed(() -> number);
    }

    /** Returns its argument, and leaves one row. */
    @Task(name = "fault.written")
    @Transactional
    public long transactional(long number) throws SQLException, InterruptedException {
        return observed(() -> written(number));
    }

    /** Leaves a row that is rolled back, because it fails always. */
    @Task(name = "fault.broken", dontRetryFor = FaultTasks.Hopeless.class)
    @Transactional
    public long broken(long number) throws SQLException, InterruptedException {
        return observed(() -> {
            effects.write(number);
            throw new FaultTasks.Hopeless();
        });
    }

    /** Returns the numbers from 1 on. */
    @Task(name = "fault.numbers")
    public List<Long> numbers(int count) throws SQLException, InterruptedException {
        observed(() -> count);
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    /** Adds two numbers. */
    @Task(name = "fault.add")
    @Transactional
    public long add(long one, long other) throws SQLException, InterruptedException {
        return observed(() -> written(one + other));
    }

    /** Tells whether a number is even. */
    @Task(name = "fault.even")
    public boolean even(long number) throws SQLException, InterruptedException {
        return observed(() -> number % 2) == 0;
    }

    /** A join that needs all results. */
    @Task(name = "fault.sum")
    @Transactional
    public long sum(List<Long> numbers) throws SQLException, InterruptedException {
        return observed(
                () -> written(numbers.stream().mapToLong(Long::longValue).sum()));
    }

    /** A join that takes failures, too. */
    @Task(name = "fault.settle")
    @Transactional
    public long settle(List<Outcome<Long>> outcomes) throws SQLException, InterruptedException {
        return observed(() ->
                written(outcomes.stream().mapToLong(FaultSteps::valueOrFailure).sum()));
    }

    private static long valueOrFailure(Outcome<Long> outcome) {
        Long value = outcome.value();
        return value == null ? FAILURE : value;
    }

    /** A callback for successes. */
    @Task(name = "fault.done")
    @Transactional
    public void done(long value) throws SQLException, InterruptedException {
        observed(() -> written(value));
    }

    /** A callback for failures. */
    @Task(name = "fault.failed")
    @Transactional
    public void failed(Outcome<Long> outcome) throws SQLException, InterruptedException {
        observed(() -> written(outcome.succeeded() ? 0 : 1));
    }
}
