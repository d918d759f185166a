package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.CallTiming;
import org.caraway.CarawayException;
import org.caraway.MaxRetriesExceededException;
import org.caraway.TaskContext;
import org.caraway.TaskError;
import org.caraway.TaskLogEntry;
import org.caraway.TaskRejectedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a task may make of its own attempt. */
class OutcomeTest {

    /** With one slot, the ends of a task's attempts are told in their order. */
    private final Bench bench = new Bench().slots(1);

    private final Endings endings = new Endings();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Nested
    class ATaskThatAsksForARetry {

        @Test
        void isCountedOnceThoughItsPolicyCoversEverything() {
            bench.retryFor(Throwable.class).maxRetries(10).define("Flaky.ask", arguments -> {
                throw task().retryIn(Duration.ZERO, new IOException("busy"));
            });
            bench.start();

            TaskView task = bench.runToEnd("Flaky.ask", "[]");

            assertThat(task.attempt()).isEqualTo(11);
            assertThat(task.retries()).isEqualTo(10);
            assertThat(error(task).type()).isEqualTo(IOException.class.getName());
            assertThat(bench.failedAttempts(task.id())).isEqualTo(11);
        }

        @Test
        void learnsThatNoneIsLeftAndMayDoSomethingElse() {
            bench.retryFor(Throwable.class).maxRetries(1).define("Flaky.ask", arguments -> {
                try {
                    throw task().retryIn(Duration.ZERO);
                } catch (MaxRetriesExceededException spent) {
                    return "plan B after " + task().retries() + " of " + task().maxRetries();
                }
            });
            bench.start();

            assertThat(bench.runToEnd("Flaky.ask", "[]").result()).isEqualTo("\"plan B after 1 of 1\"");
        }

        @Test
        void failsWithMaxRetriesExceededIfItGivesNoCause() throws InterruptedException {
            bench.observers(endings).maxRetries(1).define("Flaky.ask", arguments -> {
                throw task().retryIn(Duration.ZERO);
            });
            bench.start();

            TaskView task = bench.runToEnd("Flaky.ask", "[]");

            assertThat(error(task).type()).isEqualTo(MaxRetriesExceededException.class.getName());
            assertThat(endings.next().next()).isInstanceOf(Transition.Retry.class);
            assertThat(endings.reason()).isEqualTo(Transition.Reason.RETRIES_EXHAUSTED);
        }

        @Test
        void mayLeaveTheWaitToItsPolicy() throws InterruptedException {
            bench.observers(endings).define("Flaky.ask", arguments -> {
                if (task().attempt() == 1) {
                    throw task().retry(new IOException("busy"));
                }
                return task().retries();
            });
            bench.start();

            assertThat(bench.runToEnd("Flaky.ask", "[]").result()).isEqualTo("1");
            assertThat(endings.next().next()).isInstanceOfSatisfying(Transition.Retry.class, again -> {
                assertThat(again.delay()).isEqualTo(Duration.ofMillis(1));
                assertThat(again.error().message()).isEqualTo("busy");
            });
        }
    }

    @Nested
    class ACall {

        @Test
        void mayHaveRetriesOfItsOwn() {
            bench.retryFor(IllegalStateException.class).define("Flaky.never", arguments -> {
                throw new IllegalStateException("attempt " + task().attempt());
            });
            bench.start();

            assertThat(run("Flaky.never", 0).attempt()).isEqualTo(1);
            assertThat(run("Flaky.never", 5).attempt()).isEqualTo(6);
        }

        @Test
        void mayHaveRetriesWithoutEnd() {
            bench.retryFor(IllegalStateException.class).maxRetries(0).define("Flaky.late", arguments -> {
                if (task().attempt() <= 20) {
                    throw new IllegalStateException("not yet");
                }
                return task().maxRetries();
            });
            bench.start();

            assertThat(run("Flaky.late", -1).result()).isEqualTo("-1");
        }

        private TaskView run(String name, int maxRetries) {
            UUID id = UUID.randomUUID();
            bench.enqueue(NewTask.of(id, name).maxRetries(maxRetries).build());
            return bench.awaitEnd(id);
        }
    }

    @Nested
    class AFailure {

        @Test
        void thatUsesUpTheLastRetryIsToldAsSuch() throws InterruptedException {
            bench.observers(endings).retryFor(IOException.class).maxRetries(1).define("Flaky.never", arguments -> {
                throw new IOException("never");
            });
            bench.start();

            bench.runToEnd("Flaky.never", "[]");

            assertThat(endings.next().next()).isInstanceOf(Transition.Retry.class);
            assertThat(endings.reason()).isEqualTo(Transition.Reason.RETRIES_EXHAUSTED);
        }

        @Test
        void thatIsExpectedIsStoredAsEverAndToldAsSuch() throws InterruptedException {
            bench.observers(endings).expecting(IOException.class).define("Net.gone", arguments -> {
                throw new FileNotFoundException("gone");
            });
            bench.start();

            TaskView task = bench.runToEnd("Net.gone", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(error(task).trace()).contains("at org.caraway.internal.engine.OutcomeTest");
            assertThat(endings.next().expected()).isTrue();
        }

        @Test
        void thatIsNotExpectedIsToldAsSuch() throws InterruptedException {
            bench.observers(endings).expecting(IOException.class).define("Net.gone", arguments -> {
                throw new IllegalStateException("a bug");
            });
            bench.start();

            bench.runToEnd("Net.gone", "[]");

            assertThat(endings.next().expected()).isFalse();
        }
    }

    @Nested
    class APostponedTask {

        @Test
        void runsAgainAndUsesUpNoRetry() {
            bench.retryFor(Throwable.class).maxRetries(0).define("Poll.look", arguments -> {
                if (task().attempt() < 6) {
                    throw task().postpone(Duration.ZERO);
                }
                return task().retries();
            });
            bench.start();

            TaskView task = bench.runToEnd("Poll.look", "[]");

            assertThat(task.result()).isEqualTo("0");
            assertThat(task.attempt()).isEqualTo(6);
            assertThat(task.retries()).isZero();
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'POSTPONED'"))
                    .isEqualTo(5);
        }

        @Test
        void waitsAsPendingForAsLongAsItSaid() {
            bench.define("Poll.look", arguments -> {
                throw task().postpone(Duration.ofHours(1));
            });
            bench.start();
            UUID id = bench.enqueue("Poll.look", "[]");

            TaskView waiting = bench.await(id, task -> task.attempt() == 1 && task.state() == TaskState.PENDING);

            assertThat(waiting.error()).isNull();
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_active"
                            + " WHERE run_at > CURRENT_TIMESTAMP + INTERVAL '50' MINUTE AND worker_id IS NULL"))
                    .isEqualTo(1);
        }

        @Test
        void leavesNothingOfItsTransaction() {
            ThreadTransactions transactions = new ThreadTransactions();
            bench.transactional(transactions).define("Poll.write", arguments -> {
                if (task().attempt() == 1) {
                    throw task().postpone(Duration.ZERO);
                }
                return "done";
            });
            bench.start();

            bench.runToEnd("Poll.write", "[]");
            bench.worker().stop(); // the end stands in the table before the commit, which the store does not join

            assertThat(transactions.journal()).containsExactly("begin", "rollback", "begin", "commit");
        }
    }

    @Nested
    class ARejectedTask {

        @Test
        void failsAtOnceAndIsFoundByItsType() throws InterruptedException {
            bench.observers(endings).retryFor(Throwable.class).define("Order.ship", arguments -> {
                throw task().reject("no such country", new IOException("XX"));
            });
            bench.start();

            TaskView task = bench.runToEnd("Order.ship", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(error(task).message()).isEqualTo("no such country");
            assertThat(error(task).trace()).contains("Caused by: java.io.IOException: XX");
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_task WHERE error_type = '"
                            + TaskRejectedException.class.getName() + "'"))
                    .isEqualTo(1);
            assertThat(endings.reason()).isEqualTo(Transition.Reason.REJECTED);
        }
    }

    @Nested
    class AnIgnoredTask {

        @Test
        void isOverWithoutAResultAndSaysWhyInItsLog() throws InterruptedException {
            bench.observers(endings).retryFor(Throwable.class).define("Order.ship", arguments -> {
                throw task().ignore("the order was cancelled");
            });
            bench.start();

            TaskView task = bench.runToEnd("Order.ship", "[]");
            assertThat(endings.next().next()).isEqualTo(new Transition.Ignore());
            bench.worker().stop();

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(task.result()).isNull();
            assertThat(bench.logOf(task.id()))
                    .extracting(TaskLogEntry::line)
                    .containsExactly("Ignored: the order was cancelled");
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'IGNORED'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aTaskKnowsItsTimes() {
        AtomicReference<List<Instant>> times = new AtomicReference<>(List.of());
        AtomicInteger priority = new AtomicInteger();
        bench.limits(Duration.ofMinutes(1), Duration.ofMinutes(3)).define("Facts.tell", arguments -> {
            TaskContext task = task();
            priority.set(task.priority());
            times.set(List.of(
                    task.runAt(),
                    task.softDeadline(),
                    task.deadline(),
                    task.expiresAt().orElseThrow()));
            return List.of(task.softTimeLimit().toString(), task.timeLimit().toString());
        });
        bench.start();
        UUID id = UUID.randomUUID();
        Instant before = Instant.now();
        bench.enqueue(NewTask.of(id, "Facts.tell")
                .priority(7)
                .timing(new CallTiming(null, null, Duration.ofHours(1), null))
                .build());

        assertThat(bench.awaitEnd(id).result()).isEqualTo("[\"PT1M\",\"PT3M\"]");

        List<Instant> told = Objects.requireNonNull(times.get());
        Duration slack = Duration.ofSeconds(30);
        assertThat(priority).hasValue(7);
        assertThat(told.get(0)).isBetween(before.minus(slack), before.plus(slack));
        assertThat(told.get(1))
                .isBetween(before.plusSeconds(60), before.plusSeconds(60).plus(slack));
        assertThat(Duration.between(told.get(1), told.get(2)))
                .isBetween(Duration.ofSeconds(119), Duration.ofSeconds(121));
        assertThat(told.get(3))
                .isBetween(
                        before.plusSeconds(3600).minus(slack),
                        before.plusSeconds(3600).plus(slack));
    }

    private static TaskContext task() {
        return CurrentTask.find().orElseThrow();
    }

    private static TaskError error(TaskView task) {
        TaskError error = task.error();
        if (error == null) {
            throw new AssertionError("No error: " + task);
        }
        return error;
    }

    /** How attempts ended. */
    private static final class Endings implements TaskObserver {

        private final BlockingQueue<AttemptResult> told = new LinkedBlockingQueue<>();

        @Override
        public AttemptStep attempt(TaskFacts task) {
            return new AttemptStep() {
                @Override
                public void ended(AttemptResult ending) {
                    told.add(ending);
                }
            };
        }

        AttemptResult next() throws InterruptedException {
            AttemptResult ending = told.poll(60, TimeUnit.SECONDS);
            if (ending == null) {
                throw new CarawayException("No attempt has ended within 60 seconds");
            }
            return ending;
        }

        Transition.Reason reason() throws InterruptedException {
            return ((Transition.Fail) next().next()).reason();
        }
    }
}
