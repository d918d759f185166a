package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.caraway.CarawayException;
import org.caraway.Delivery;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a database that is unavailable does to tasks that must not be retried. */
class UnavailableDatabaseTest {

    private final Bench bench = new Bench();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void stop() {
        bench.close();
    }

    private static SQLException ofPool() {
        return new SQLException("Error in allocating a connection. Cause: This Managed Connection is not valid");
    }

    private static QueueUnavailableException ofOwnStatement() {
        return new QueueUnavailableException("It was not done", ofPool());
    }

    private TaskView run(String name) {
        bench.start();
        return bench.runToEnd(name, "[]");
    }

    private static void assertUncounted(TaskView task) {
        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.retries()).isZero();
        assertThat(task.deliveries()).isZero();
    }

    @Nested
    class BeforeTheMethod {

        @Test
        void theTransactionHasNoConnection() {
            bench.maxRetries(0).transactional().define("Orders.count", arguments -> calls.incrementAndGet());
            bench.faults().failFirst("holdConnection", 3, UnavailableDatabaseTest::ofOwnStatement);

            TaskView task = run("Orders.count");

            assertUncounted(task);
            assertThat(calls).hasValue(1);
            assertThat(bench.failedAttempts(task.id())).isZero();
        }

        @Test
        void aTaskToBeDeliveredOnceHasNoConnectionAndRunsOnce() {
            bench.maxRetries(0)
                    .delivery(Delivery.AT_MOST_ONCE)
                    .transactional()
                    .define("Once.run", arguments -> calls.incrementAndGet());
            bench.faults().failFirst("holdConnection", 3, UnavailableDatabaseTest::ofOwnStatement);

            assertUncounted(run("Once.run"));
            assertThat(calls).hasValue(1);
        }

        @Test
        void theDeliveryCannotBeRecorded() {
            bench.maxRetries(0)
                    .delivery(Delivery.AT_MOST_ONCE)
                    .define("Once.run", arguments -> calls.incrementAndGet());
            bench.faults().failFirst("deliver", 3, UnavailableDatabaseTest::ofOwnStatement);

            assertUncounted(run("Once.run"));
            assertThat(calls).hasValue(1);
        }

        @Test
        void aTransactionManagerThatRefusesForAnotherReasonCountsDeliveries() {
            bench.maxRetries(0)
                    .transactional(new Refusing())
                    .define("Orders.count", arguments -> calls.incrementAndGet());

            TaskView task = run("Orders.count");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(3);
            assertThat(task.retries()).isZero();
            assertThat(task.error()).isNotNull();
            assertThat(task.error().message()).isEqualTo("The transaction of the task could not be begun");
            assertThat(calls).hasValue(0);
        }
    }

    private static final class Refusing extends StatusOnly {

        @Override
        public void begin() {
            throw new IllegalStateException("no more logs");
        }
    }

    @Nested
    class AtTheCompletion {

        @Test
        void theTransactionIsRunAgain() {
            bench.maxRetries(0).transactional().define("Orders.count", arguments -> calls.incrementAndGet());
            bench.faults().failFirst("complete", 3, UnavailableDatabaseTest::ofOwnStatement);

            assertUncounted(run("Orders.count"));
            assertThat(calls).hasValue(4);
        }

        @Test
        void whatBreaksTheTransactionOffIsNoFailureOfTheTask() {
            bench.maxRetries(0).transactional().define("Orders.count", arguments -> calls.incrementAndGet());
            bench.faults()
                    .failFirst(
                            "complete",
                            3,
                            () -> new QueueUnavailableException(
                                    "It was not done", new SQLException("conflict", "40001")));

            assertUncounted(run("Orders.count"));
        }
    }

    @Nested
    class ACompletionThatCannotBeWritten {

        private final UUID cursed = UUID.randomUUID();

        @Test
        void becauseItConflictsAgainAndAgainHoldsUpNoOther() {
            bench.define("Math.one", arguments -> 1);
            bench.faults()
                    .failWhen(
                            "completeUnlocked",
                            arguments -> contains(arguments[0], cursed),
                            () -> new QueueUnavailableException(
                                    "It was not done", new SQLException("conflict", "40001")));
            bench.start();
            bench.enqueue(NewTask.of(cursed, "Math.one").build());
            List<UUID> others = bench.enqueue("Math.one", 20);

            assertThat(bench.awaitAll(others)).allMatch(task -> task.state() == TaskState.SUCCESS);
            assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
            assertThat(bench.view(cursed).state()).isEqualTo(TaskState.STARTED);
            bench.faults().comeBack();

            assertThat(bench.awaitEnd(cursed).attempt()).isEqualTo(1);
        }

        @Test
        void becauseOfAWrongSetupIsKeptAndShownInTheHealth() {
            bench.define("Math.one", arguments -> calls.incrementAndGet());
            bench.faults()
                    .failWhen(
                            "completeUnlocked",
                            arguments -> true,
                            () -> new QueueUnavailableException(
                                    "It was not done", new SQLException("permission denied", "42501")));
            bench.start();
            UUID id = bench.enqueue("Math.one", "[]");
            Eventually.reached(
                    "completions are kept", () -> bench.worker().health().keepsCompletions());
            bench.faults().comeBack();

            assertThat(bench.awaitEnd(id).attempt()).isEqualTo(1);
            assertThat(calls).hasValue(1);
            Eventually.reached(
                    "completions are written", () -> !bench.worker().health().keepsCompletions());
        }

        private static boolean contains(Object completions, UUID id) {
            return ((List<?>) completions)
                    .stream()
                            .anyMatch(completion ->
                                    ((AttemptCompletion) completion).task().id().equals(id));
        }
    }

    @Nested
    class InAPlainMethod {

        private final TaskInvoker failingOnce = arguments -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("The order was not read", ofPool());
            }
            return calls.get();
        };

        @Test
        void thatUsesTheQueuesDatabaseItIsRunAgain() {
            bench.faults().change("unavailableSince", known -> true);
            bench.maxRetries(0).define("Orders.read", failingOnce);

            TaskView task = run("Orders.read");

            assertUncounted(task);
            assertThat(bench.failedAttempts(task.id())).isEqualTo(1);
        }

        @Test
        void thatFailsWhenAnOutageIsJustOverItIsRunAgain() {
            long endOfOutage = System.nanoTime();
            AtomicLong asked = new AtomicLong();
            bench.faults().watch("unavailableSince", arguments -> asked.set((long) arguments[0]));
            bench.faults().change("unavailableSince", known -> asked.get() - endOfOutage < 0);
            bench.maxRetries(0).define("Orders.read", failingOnce);

            assertUncounted(run("Orders.read"));
        }

        @Test
        void thatUsesAnotherDatabaseItFails() {
            bench.maxRetries(0).define("Orders.read", failingOnce);

            assertThat(run("Orders.read").state()).isEqualTo(TaskState.FAILURE);
        }

        @Test
        void thatDoesNotWantToBeRunAgainItFails() {
            bench.faults().change("unavailableSince", known -> true);
            bench.maxRetries(0).retryInOutage(Duration.ZERO).define("Orders.read", failingOnce);

            assertThat(run("Orders.read").state()).isEqualTo(TaskState.FAILURE);
        }

        @Test
        void thatIsToBeDeliveredOnceItFails() {
            bench.faults().change("unavailableSince", known -> true);
            bench.maxRetries(0).delivery(Delivery.AT_MOST_ONCE).define("Orders.read", failingOnce);

            assertThat(run("Orders.read").state()).isEqualTo(TaskState.FAILURE);
        }

        @Test
        void thatHasMetTheOutageForTooLongItFails() {
            bench.faults().change("unavailableSince", known -> true);
            bench.maxRetries(0).define("Orders.read", arguments -> {
                calls.incrementAndGet();
                throw ofPool();
            });
            UUID id = bench.enqueue("Orders.read", "[]");
            bench.execute("UPDATE caraway_active SET outage_since = CURRENT_TIMESTAMP - INTERVAL '61' MINUTE,"
                    + " deliveries = 2");
            bench.start();

            assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.FAILURE);
            assertThat(calls).hasValue(1);
        }

        @Test
        void countsItsTimeFromTheFirstAttemptThatMetIt() {
            bench.faults().change("unavailableSince", known -> true);
            bench.maxRetries(0).define("Orders.read", arguments -> {
                throw ofPool();
            });
            bench.start();
            UUID id = bench.enqueue("Orders.read", "[]");
            bench.await(id, task -> task.state() == TaskState.RETRY);
            bench.execute("UPDATE caraway_active SET outage_since = outage_since - INTERVAL '1' MINUTE");

            bench.await(id, task -> task.attempt() >= 2 && task.state() == TaskState.RETRY);

            assertThat(bench.number("SELECT COUNT(*) FROM caraway_active"
                            + " WHERE outage_since < CURRENT_TIMESTAMP - INTERVAL '59' SECOND"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aFailureInATransactionThatUsesAnotherDatabaseCountsAsADelivery() {
        bench.maxRetries(0).transactional().define("Orders.count", arguments -> {
            if (calls.incrementAndGet() == 1) {
                throw new SQLException("terminating connection due to administrator command", "57P01");
            }
            return calls.get();
        });

        TaskView task = run("Orders.count");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.retries()).isZero();
        assertThat(task.deliveries()).isEqualTo(1);
    }

    /** Such a negative delay stands for whatever throws when an attempt is completed. */
    @Test
    void anAttemptThatCannotBeCompletedCountsAsADelivery() {
        bench.retryFor(CarawayException.class).retryDelay(Duration.ofMillis(-5)).define("Broken.run", arguments -> {
            calls.incrementAndGet();
            throw new CarawayException("retry me");
        });

        TaskView task = run("Broken.run");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.deliveries()).isEqualTo(2);
        assertThat(task.error()).isNotNull();
        assertThat(task.error().type()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(calls).hasValue(3);
    }
}
