package org.caraway.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.TaskView;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.cdi.runtime.OnDemandWorkers;
import org.caraway.internal.store.Store;
import org.caraway.testing.internal.ClaimBudget;
import org.caraway.testing.internal.TestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests of tasks on the real engine, without a server. It starts the given beans in CDI SE once for a test class, with
 * a database in memory, transactions and configuration of their own:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TaskTester tester = TaskTester.of(Invoices.class, Mailer.class);
 *
 * @Test
 * void anInvoiceIsSentOnceItIsPaid() {
 *     tester.bean(Invoices.class).paid(5L);
 *
 *     tester.assertEnqueued(tester.tasks().call(Mailer::send, 5L));
 *     tester.runUntilIdle();
 * }
 * }</pre>
 *
 * <p>Tasks run only while a test calls {@link #runUntilIdle} or {@link #runOne}, on other threads and with all that a
 * worker does: transactions, retries, limits, workflows, schedules. Nothing runs between these calls, so a test sees a
 * state that stays. Delays, retries, schedules and expiries wait for {@link #advance}, which moves the database's
 * clock: no test sleeps. Code of the application that asks Java for the time sees the real one.
 *
 * <p>After each test all tasks are deleted, and the clock is the real one again. Classes with a tester each may run at
 * the same time; the tests of one class may not.
 */
public final class TaskTester implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** What a worker would do now; a queue that is paused is left alone. */
    private static final String DUE = """
            SELECT (SELECT COUNT(*)
                      FROM caraway_active
                     WHERE (state = 'STARTED' OR run_at <= CURRENT_TIMESTAMP AND state IN ('PENDING', 'RETRY')
                            OR wake_at <= CURRENT_TIMESTAMP OR expires_at <= CURRENT_TIMESTAMP AND state <> 'STARTED')
                       AND queue NOT IN (SELECT caraway_queue.queue FROM caraway_queue WHERE paused))
                 + (SELECT COUNT(*) FROM caraway_schedule WHERE next_at <= CURRENT_TIMESTAMP)""";

    private static final String RUNNING = "SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED'";

    private final List<Class<?>> beans;
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable TestServer server;

    private TaskTester(List<Class<?>> beans) {
        this.beans = beans;
    }

    /** Of an application with these beans. */
    public static TaskTester of(Class<?>... beans) {
        return new TaskTester(List.copyOf(Arrays.asList(beans)));
    }

    /**
     * Sets a key of the configuration, as {@code caraway.task."Mailer.send".max-retries}, before the tests begin.
     *
     * @throws IllegalStateException when they have begun
     */
    public TaskTester with(String key, String value) {
        if (server != null) {
            throw new IllegalStateException(
                    "The application runs already; set '" + key + "' where the tester is created");
        }
        settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = new TestServer(beans, settings);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server(); // which says so if the field is not static
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!server().ahead().isZero()) {
            server().setAhead(Duration.ZERO);
        }
        server().clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server().close();
        server = null;
    }

    private TestServer server() {
        if (server == null) {
            throw new IllegalStateException(
                    "The tester has started nothing; make its field static, with @RegisterExtension");
        }
        return server;
    }

    /** A bean of the application. */
    public <T> T bean(Class<T> type) {
        return server().bean(type);
    }

    /** The application's queue. */
    public TaskQueue tasks() {
        return bean(TaskQueue.class);
    }

    /** The application's view for operators. */
    public TaskAdmin admin() {
        return bean(TaskAdmin.class);
    }

    /** The application's schedules. */
    public Schedules schedules() {
        return bean(Schedules.class);
    }

    /** The application's data source, which takes part in transactions. */
    public DataSource dataSource() {
        return server().dataSource();
    }

    /** The time of the database's clock. */
    public Instant now() {
        return Instant.now().plus(server().ahead());
    }

    /**
     * Moves the database's clock forward. What becomes due runs with the next {@link #runUntilIdle}.
     *
     * @param duration more than zero
     * @throws IllegalStateException while a task runs
     */
    public void advance(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("The clock only moves forward; was moved by " + duration);
        }
        if (server().count(RUNNING) > 0) {
            throw new IllegalStateException("The clock cannot be moved while a task runs");
        }
        server().setAhead(server().ahead().plus(duration));
    }

    /**
     * Runs what is due, and what becomes due by that, until nothing is: tasks that tasks enqueue, steps of workflows,
     * schedules. Tasks of a paused queue, and those with a delay, are left.
     *
     * @throws AssertionError if something is still due after half a minute
     */
    public void runUntilIdle() {
        run(store -> store, () -> server().count(DUE) == 0);
    }

    /**
     * Runs one attempt of the task that a worker would claim first.
     *
     * @throws AssertionError if none was due, or if it runs for longer than half a minute
     */
    public void runOne() {
        if (server().count(DUE) == 0) {
            throw new AssertionError("No task is due");
        }
        ClaimBudget budget = new ClaimBudget(1);
        run(budget::bounding, () -> budget.left() == 0 && server().count(RUNNING) == 0);
    }

    private void run(UnaryOperator<Store> between, BooleanSupplier over) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        OnDemandWorkers.Running worker = server().startWorker(between);
        try {
            while (!over.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("After " + PATIENCE + " these were not over: " + unfinished());
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted while tasks ran", interrupted);
        } finally {
            worker.close();
        }
    }

    private List<String> unfinished() {
        List<String> found = new ArrayList<>();
        admin().find(TaskQuery.all().limit(TaskQuery.LIMIT_CAP)).tasks().stream()
                .filter(task -> !task.state().isFinal())
                .forEach(task -> found.add(task.name() + " " + task.state() + " in queue " + task.queue()));
        return found;
    }

    /** A task as it stands. */
    public TaskView task(UUID id) {
        return tasks().handle(id, Object.class).view();
    }

    /**
     * Asserts that exactly one task with this name and these arguments is in the tables, whether it has run or not.
     *
     * @return the task
     */
    public TaskView assertEnqueued(TaskCall<?> call) {
        return new EnqueuedTasks(this).one(call);
    }

    /** Asserts that no task with this name and these arguments is in the tables. */
    public void assertNotEnqueued(TaskCall<?> call) {
        new EnqueuedTasks(this).none(call);
    }
}
