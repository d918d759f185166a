package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.Progress;
import org.caraway.RetryRequest;
import org.caraway.SoftTimeLimitException;
import org.caraway.TaskContext;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.WorkerEvent;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CurrentTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The engine on an H2 in memory, with plain threads and no transactions. */
class WorkerTest {

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aTaskRunsAndItsResultIsStored() {
        bench.define("Math.twice", arguments -> 2 * (int) arguments[0], int.class);
        bench.start();

        TaskView task = bench.runToEnd("Math.twice", "[21]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.result()).isEqualTo("42");
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.workerId()).isEqualTo(bench.worker().id());
    }

    @Test
    void aFailureIsStoredWithTypeMessageAndCauses() {
        bench.define("Math.fail", arguments -> {
            throw new IllegalStateException("outer", new ArithmeticException("inner"));
        });
        bench.start();

        TaskView task = bench.runToEnd("Math.fail", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.error()).isNotNull();
        assertThat(task.error().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(task.error().message()).isEqualTo("outer");
        assertThat(task.error().trace()).contains("Caused by: java.lang.ArithmeticException: inner");
    }

    @Test
    void argumentsThatDoNotFitFailTheTaskWithoutCallingTheMethod() {
        AtomicInteger calls = new AtomicInteger();
        bench.define("Math.twice", arguments -> calls.incrementAndGet(), int.class);
        bench.start();

        TaskView task = bench.runToEnd("Math.twice", "[\"twenty-one\"]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(calls).hasValue(0);
    }

    @Test
    void aTaskThatThrowsAVirtualMachineErrorFailsAndItsSlotGoesOn() {
        bench.define("Deep.fall", arguments -> {
            throw new StackOverflowError("bottom");
        });
        bench.define("Math.one", arguments -> 1);
        bench.slots(1).start();

        assertThat(bench.runToEnd("Deep.fall", "[]").state()).isEqualTo(TaskState.FAILURE);
        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void manyTasksAllRunOnce() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        int count = 2_000;
        bench.define("Math.count", arguments -> calls.incrementAndGet());
        bench.start();

        List<UUID> ids = bench.enqueue("Math.count", count);

        assertThat(bench.awaitAll(ids)).allMatch(task -> task.state() == TaskState.SUCCESS);
        assertThat(calls).hasValue(count);
    }

    @Test
    void aNameThatTheWorkerDoesNotKnowStaysPending() {
        bench.define("Math.one", arguments -> 1);
        bench.start();
        UUID unknown = bench.enqueue("Other.task", "[]");

        bench.runToEnd("Math.one", "[]");

        assertThat(bench.view(unknown).state()).isEqualTo(TaskState.PENDING);
    }

    @Nested
    class Retries {

        @Test
        void aCoveredFailureRunsAgainUntilItSucceeds() {
            AtomicInteger calls = new AtomicInteger();
            bench.retryFor(IllegalStateException.class).define("Flaky.run", arguments -> {
                if (calls.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                }
                return "done";
            });
            bench.start();

            TaskView task = bench.runToEnd("Flaky.run", "[]");

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(task.attempt()).isEqualTo(3);
            assertThat(task.retries()).isEqualTo(2);
        }

        @Test
        void anExplicitRequestRunsAgainWithoutAnyRetryFor() {
            AtomicInteger calls = new AtomicInteger();
            bench.define("Flaky.ask", arguments -> {
                if (calls.incrementAndGet() == 1) {
                    throw new RetryRequest(Duration.ZERO, null);
                }
                return calls.get();
            });
            bench.start();

            assertThat(bench.runToEnd("Flaky.ask", "[]").result()).isEqualTo("2");
        }

        @Test
        void theTaskFailsWhenNoneIsLeft() {
            bench.retryFor(IllegalStateException.class).define("Flaky.never", arguments -> {
                throw new IllegalStateException("never");
            });
            bench.start();

            TaskView task = bench.runToEnd("Flaky.never", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(4);
            assertThat(bench.failedAttempts(task.id())).isEqualTo(4);
        }
    }

    @Nested
    class TimeLimits {

        @Test
        void theSoftLimitInterruptsTheMethod() {
            bench.limits(Duration.ofMillis(50), Duration.ofMinutes(1)).define("Slow.sleep", arguments -> {
                new CountDownLatch(1).await();
                return null;
            });
            bench.start();

            TaskView task = bench.runToEnd("Slow.sleep", "[]");

            assertThat(task.error()).isNotNull();
            assertThat(task.error().type()).isEqualTo(SoftTimeLimitException.class.getName());
        }

        @Test
        void theHardLimitFailsATaskThatIgnoresInterruptsAndRefillsItsSlot() throws InterruptedException {
            CountDownLatch release = new CountDownLatch(1);
            bench.limits(Duration.ofMillis(50), Duration.ofMillis(100)).define("Slow.deaf", arguments -> {
                awaitUninterruptibly(release);
                return "too late";
            });
            bench.define("Math.one", arguments -> 1);
            bench.slots(1).start();

            TaskView deaf = bench.runToEnd("Slow.deaf", "[]");
            TaskView next = bench.runToEnd("Math.one", "[]");
            release.countDown();

            assertThat(deaf.error()).isNotNull();
            assertThat(deaf.error().type()).isEqualTo("org.caraway.TimeLimitException");
            assertThat(next.state()).isEqualTo(TaskState.SUCCESS);
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            boolean open = false;
            while (!open) {
                try {
                    open = latch.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException ignoredOnPurpose) {
                    open = false;
                }
            }
        }
    }

    @Nested
    class Reports {

        @Test
        void progressIsSeenWhileTheTaskRuns() throws InterruptedException {
            CountDownLatch release = new CountDownLatch(1);
            bench.define("Long.run", arguments -> {
                context().progress(3, 10, "three");
                context().partialResult(List.of(1, 2, 3));
                context().log("line");
                release.await();
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");

            TaskView running = bench.await(id, task -> task.progress() != null && task.partialResult() != null);
            release.countDown();
            TaskView finished = bench.awaitEnd(id);

            assertThat(running.status()).isEqualTo("PROGRESS");
            assertThat(running.progress()).isEqualTo(new Progress(3, 10, "three"));
            assertThat(running.partialResult()).isEqualTo("[1,2,3]");
            assertThat(finished.progress()).isEqualTo(new Progress(3, 10, "three"));
        }

        @Test
        void aStateOfItsOwnIsShownWhileItRunsAndForgottenByTheNextAttempt() throws InterruptedException {
            CountDownLatch release = new CountDownLatch(1);
            bench.retryFor(IllegalStateException.class).define("Long.import", arguments -> {
                if (context().retries() == 0) {
                    context().phase("READING");
                    context().phase("IMPORTING");
                    release.await();
                    throw new IllegalStateException("once more");
                }
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Long.import", "[]");

            TaskView running = bench.await(id, task -> "IMPORTING".equals(task.phase()));
            release.countDown();
            TaskView finished = bench.awaitEnd(id);

            assertThat(running.state()).isEqualTo(TaskState.STARTED);
            assertThat(running.status()).isEqualTo("IMPORTING");
            assertThat(finished.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(finished.phase()).isNull();
        }

        @Test
        void ofAnotherThreadCountUntilTheEnd() {
            List<Progress> told = new CopyOnWriteArrayList<>();
            CompletableFuture<TaskContext> kept = new CompletableFuture<>();
            bench.observers(new TaskObserver() {
                @Override
                public void progress(TaskFacts task, Progress progress) {
                    told.add(progress);
                }
            });
            bench.define("Long.run", arguments -> {
                TaskContext task = context();
                kept.complete(task);
                CompletableFuture.runAsync(() -> task.progress(1, 2)).join();
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            TaskView finished = bench.awaitEnd(id);

            TaskContext late = kept.join();
            late.progress(2, 2);
            late.partialResult("late");
            late.log("late");

            assertThat(finished.progress()).isEqualTo(new Progress(1, 2, null));
            assertThat(told).containsExactly(new Progress(1, 2, null));
            assertThatThrownBy(late::checkRevoked)
                    .isInstanceOf(TaskRevokedException.class)
                    .hasMessage("Attempt 1 of task " + id + " (Long.run) is over; let its method wait for the threads"
                            + " that work for it");
            bench.worker().stop();
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_log")).isZero();
        }

        private static TaskContext context() {
            return CurrentTask.find().orElseThrow();
        }
    }

    @Nested
    class Stopping {

        @Test
        void aRunningTaskMayFinishWithinTheGrace() throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            bench.grace(Duration.ofMinutes(1)).define("Long.run", arguments -> {
                started.countDown();
                release.await();
                return "finished";
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            started.await();

            bench.stopInBackground();
            release.countDown();
            bench.awaitStopped();

            assertThat(bench.view(id).result()).isEqualTo("\"finished\"");
        }

        /** Its first class that is missing is the end of it: what waits is not run into the same. */
        @Test
        void tasksDoNotFailBecauseTheServerHasTakenTheirClassesAway() throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch stopping = new CountDownLatch(1);
            bench.observers(new TaskObserver() {
                @Override
                public void worker(WorkerEvent event) {
                    if (event instanceof WorkerEvent.ShuttingDown) {
                        stopping.countDown();
                    }
                }
            });
            bench.slots(1).grace(Duration.ofMinutes(1)).define("Mail.send", arguments -> {
                started.countDown();
                stopping.await();
                throw new NoClassDefFoundError("shop/Invoice");
            });
            List<UUID> ids = List.of(bench.enqueue("Mail.send", "[]"), bench.enqueue("Mail.send", "[]"));
            bench.start();
            started.await();

            bench.stopInBackground();
            bench.awaitStopped();

            assertThat(ids).extracting(id -> bench.view(id).state()).doesNotContain(TaskState.FAILURE);
            assertThat(ids).extracting(id -> bench.view(id).deliveries()).containsOnly(0);
        }

        @Test
        void aTaskThatDoesNotFinishIsInterruptedAndGivenBack() throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            bench.grace(Duration.ofMillis(50)).define("Long.run", arguments -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException atStop) {
                    interrupted.countDown();
                    throw atStop;
                }
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            started.await();

            bench.stopInBackground();
            bench.awaitStopped();

            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(bench.view(id).state()).isEqualTo(TaskState.PENDING);
            assertThat(bench.view(id).workerId()).isNull();
        }
    }
}
