package org.caraway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.caraway.Periodic;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.admin.TaskQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TaskTesterTest {

    @RegisterExtension
    static final TaskTester tester = TaskTester.of(Shop.class).with("caraway.task.\"Shop.flaky\".retry-delay", "PT10M");

    private final Shop shop = tester.bean(Shop.class);
    private final TaskQueue tasks = tester.tasks();

    @ApplicationScoped
    public static class Shop {

        private final List<String> done = new CopyOnWriteArrayList<>();

        @Inject
        @SuppressWarnings("NullAway.Init") // injected
        private TaskQueue tasks;

        @Inject
        @SuppressWarnings("NullAway.Init") // injected
        private TaskContext task;

        @Task
        public String greet(String name) {
            done.add(name);
            return "Hello " + name;
        }

        @Task
        public int twice(int number) {
            return 2 * number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Task(retryFor = IllegalStateException.class, maxRetries = 3)
        public int flaky() {
            done.add("attempt " + task.attempt());
            if (task.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return task.attempt();
        }

        @Task
        @Transactional
        public void order(String name) {
            tasks.enqueue(Shop::greet, name);
        }

        @Task
        @Transactional
        public void failingOrder(String name) {
            tasks.enqueue(Shop::greet, name);
            throw new IllegalArgumentException("no such goods");
        }

        @Task
        @Periodic(cron = "0 3 1 1 *")
        public void yearly() {
            done.add("a year is over");
        }

        List<String> done() {
            return done;
        }
    }

    @BeforeEach
    void forget() {
        shop.done().clear();
    }

    @Test
    void nothingRunsUntilTheTestWantsIt() {
        TaskHandle<String> greeting = tasks.enqueue(Shop::greet, "Ada");

        assertThat(greeting.state()).isEqualTo(TaskState.PENDING);
        tester.runUntilIdle();

        assertThat(greeting.await(Duration.ofSeconds(1))).isEqualTo("Hello Ada");
        assertThat(shop.done()).containsExactly("Ada");
    }

    @Test
    void oneAttemptRunsAtATime() {
        tasks.enqueue(Shop::greet, "Ada");
        tasks.enqueue(Shop::greet, "Grace");

        tester.runOne();

        assertThat(shop.done()).containsExactly("Ada");
    }

    @Test
    void aRetryWaitsForTheClock() {
        TaskHandle<Integer> flaky = tasks.enqueue(Shop::flaky);

        tester.runUntilIdle();
        assertThat(flaky.state()).isEqualTo(TaskState.RETRY);
        tester.advance(Duration.ofHours(1));
        tester.runUntilIdle();
        tester.advance(Duration.ofHours(1));
        tester.runUntilIdle();

        assertThat(flaky.await(Duration.ofSeconds(1))).isEqualTo(3);
        assertThat(shop.done()).containsExactly("attempt 1", "attempt 2", "attempt 3");
    }

    @Test
    void aDelayAndAnExpiryFollowTheClock() {
        TaskHandle<String> late = tasks.enqueue(tasks.call(Shop::greet, "late").in(Duration.ofDays(300)));
        TaskHandle<String> expired = tasks.enqueue(
                tasks.call(Shop::greet, "never").in(Duration.ofDays(1)).expiresIn(Duration.ofDays(2)));

        tester.runUntilIdle();
        assertThat(shop.done()).isEmpty();
        tester.advance(Duration.ofDays(301));
        tester.runUntilIdle();

        assertThat(late.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(expired.state()).isEqualTo(TaskState.EXPIRED);
        assertThat(shop.done()).contains("late").doesNotContain("never");
    }

    @Test
    void aScheduleAYearAheadRuns() {
        tester.advance(Duration.ofDays(366));
        tester.runUntilIdle();

        assertThat(shop.done()).containsExactly("a year is over");
    }

    @Test
    void whatATaskEnqueuesRunsToo() {
        tasks.enqueue(Shop::order, "Ada");

        tester.runUntilIdle();

        tester.assertEnqueued(tasks.call(Shop::greet, "Ada"));
        tester.assertNotEnqueued(tasks.call(Shop::greet, "Grace"));
        assertThat(shop.done()).containsExactly("Ada");
    }

    @Test
    void aTransactionThatFailsEnqueuesNothing() {
        TaskHandle<?> failing = tasks.enqueue(Shop::failingOrder, "Ada");

        tester.runUntilIdle();

        assertThat(failing.state()).isEqualTo(TaskState.FAILURE);
        tester.assertNotEnqueued(tasks.call(Shop::greet, "Ada"));
    }

    @Test
    void theFailureOfATaskIsThrownToWhoAwaitsIt() {
        TaskHandle<?> failing = tasks.enqueue(Shop::failingOrder, "Ada");

        tester.runUntilIdle();

        assertThatThrownBy(() -> failing.await(Duration.ofSeconds(1)))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("no such goods");
    }

    @Test
    void whatIsLeftFromOneTestIsNotSeenByTheNext() {
        assertThat(tester.admin().find(TaskQuery.all()).tasks()).isEmpty();
        assertThat(tester.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));

        tasks.enqueue(tasks.call(Shop::greet, "later").in(Duration.ofDays(1)));
        tester.advance(Duration.ofHours(1));
    }

    @Test
    void nothingToRunFailsATestThatWantsOneAttempt() {
        assertThatThrownBy(tester::runOne).isInstanceOf(AssertionError.class).hasMessage("No task is due");
    }

    @Test
    void theClockOnlyMovesForward() {
        assertThatThrownBy(() -> tester.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The clock only moves forward; was moved by PT-1S");
    }

    @Test
    void aWorkflowJoins() {
        TaskHandle<Integer> sum =
                tasks.enqueue(Workflow.group(List.of(tasks.call(Shop::twice, 1), tasks.call(Shop::twice, 20)))
                        .join(Shop::sum));

        tester.runUntilIdle();

        assertThat(sum.await(Duration.ofSeconds(1))).isEqualTo(42);
    }

    @Test
    void aWrongExpectationSaysWhatThereIs() {
        tasks.enqueue(Shop::greet, "Ada");

        assertThatThrownBy(() -> tester.assertEnqueued(tasks.call(Shop::greet, "Grace")))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "Expected one task Shop.greet[Grace], but found none; with this name there are [[\"Ada\"]]");
    }
}
