package org.caraway.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.CarawayException;
import org.caraway.Delivery;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.store.claim.LateTaskScan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The engine when the database, the application or the machine does not do its part. */
class AdversityTest {

    /** Long enough not to be lost before its time on a slow machine. */
    private static final Duration SHORT_LEASE = Duration.ofSeconds(6);

    private static final long PATIENCE_SECONDS = 60;

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    /** By polling alone, five times a second, it would take longer than this test has patience. */
    @Test
    void whatIsFoundBehindTheOthersIsLookedForAtOnce() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(600);
        bench.faults().change("scanForLateTasks", nothing -> new LateTaskScan(true, Duration.ofMillis(5)));
        bench.faults().change("claim", tasks -> {
            looks.countDown();
            return tasks;
        });
        bench.define("Math.one", arguments -> 1);

        bench.start();

        assertThat(looks.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Nested
    class ALostAnswer {

        @Test
        void toAClaimLeavesNoTaskBehind() {
            bench.define("Math.one", arguments -> 1);
            bench.faults().loseAnswer("claim");
            UUID id = bench.enqueue("Math.one", "[]");
            bench.start();

            TaskView task = bench.awaitEnd(id);

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(task.attempt()).isEqualTo(2);
            assertThat(task.deliveries()).isZero();
        }

        @Test
        void toAClaimByIdLeavesNoTaskBehind() {
            bench.define("Math.one", arguments -> 1);
            bench.start();
            AtomicInteger byId = new AtomicInteger();
            bench.faults().change("claimThese", tasks -> {
                byId.addAndGet(((List<?>) requireNonNull(tasks)).size());
                return tasks;
            });

            while (byId.get() == 0) {
                assertThat(bench.awaitEnd(bench.enqueue("Math.one", "[]")).attempt())
                        .isEqualTo(1);
            }
            bench.faults().loseAnswer("claimThese");
            TaskView task = bench.awaitEnd(bench.enqueue("Math.one", "[]"));

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(task.deliveries()).isZero();
        }

        @Test
        void toAnEndIsNoLateEnd() {
            AtomicInteger late = new AtomicInteger();
            bench.observers(new TaskObserver() {
                @Override
                public void leaseLost(TaskFacts task) {
                    late.incrementAndGet();
                }
            });
            bench.define("Math.one", arguments -> 1);
            bench.start();
            bench.faults().loseAnswer("completeUnlocked");

            assertThat(bench.runToEnd("Math.one", "[]").attempt()).isEqualTo(1);
            assertThat(bench.runToEnd("Math.one", "[]").attempt()).isEqualTo(1);
            bench.worker().stop(); // what it writes has been written then

            assertThat(late).hasValue(0);
        }
    }

    @Nested
    class AnEndThatIsRefused {

        @Test
        void becomesAFailureThatSaysSo() {
            bench.define("Math.one", arguments -> 1);
            bench.start();
            bench.faults().failNext("completeUnlocked", () -> new CarawayException("refused as a batch"));
            UUID id = bench.enqueue("Math.one", "[]");

            assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
        }

        @Test
        void againAndAgainKeepsNoOtherWaiting() {
            bench.define("Math.one", arguments -> 1);
            UUID taken = bench.enqueue("Math.one", "[]");
            bench.execute("ALTER TABLE caraway_finished ADD CONSTRAINT never CHECK (id <> '" + taken + "')");
            bench.start();

            List<UUID> others = bench.enqueue("Math.one", 20);

            assertThat(bench.awaitAll(others)).allMatch(task -> task.state() == TaskState.SUCCESS);
            assertThat(bench.number(
                            "SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED' AND id = '" + taken + "'"))
                    .isEqualTo(1);
        }

        @Test
        void becauseTheIdWasUsedBeforeTakesThePlaceOfTheEarlierOne() {
            bench.define("Math.one", arguments -> 1);
            UUID taken = bench.enqueue("Math.one", "[]");
            bench.execute(
                    "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels,"
                            + " attempt, retries, deliveries, created_at) SELECT id, name, queue, 'FAILURE', priority, run_at,"
                            + " arguments, headers, labels, attempt, retries, deliveries, created_at FROM caraway_active");
            bench.start();

            Eventually.reached(
                    "the task is finished",
                    () -> bench.number("SELECT COUNT(*) FROM caraway_active WHERE id = '" + taken + "'") == 0);

            assertThat(bench.view(taken).state()).isEqualTo(TaskState.SUCCESS);
            assertThat(bench.view(taken).result()).isEqualTo("1");
        }
    }

    @Nested
    class ALeaseThatCannotBeRenewed {

        @Test
        void interruptsWhatRunsAndLetsItRunAgain() throws InterruptedException {
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch interrupted = new CountDownLatch(1);
            bench.lease(SHORT_LEASE).define("Long.run", arguments -> {
                if (calls.incrementAndGet() == 1) {
                    awaitInterrupt(interrupted);
                }
                return calls.get();
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            bench.await(id, task -> calls.get() == 1);

            bench.faults().goAway("renew", "claim", "completeUnlocked", "startedBy", "untilNextDue");
            assertThat(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            bench.faults().comeBack();

            TaskView task = bench.awaitEnd(id);
            assertThat(task.result()).isEqualTo("2");
            assertThat(task.deliveries()).isEqualTo(1);
            assertThat(bench.failedAttempts(id)).isEqualTo(1);
        }

        @Test
        void keepsTheEndsOfWhatWasOverInTime() throws InterruptedException {
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch release = new CountDownLatch(1);
            bench.lease(SHORT_LEASE).define("Short.run", arguments -> {
                calls.incrementAndGet();
                release.await();
                return "in time";
            });
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            bench.define("Long.run", arguments -> {
                running.countDown();
                awaitInterrupt(interrupted);
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Short.run", "[]");
            bench.enqueue("Long.run", "[]");
            bench.await(id, task -> calls.get() == 1);
            assertThat(running.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

            bench.faults().goAway("renew", "claim", "completeUnlocked", "startedBy", "untilNextDue");
            release.countDown();
            assertThat(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            bench.faults().comeBack();

            assertThat(bench.awaitEnd(id).attempt()).isEqualTo(1);
            assertThat(calls).hasValue(1);
        }

        @Test
        void thatAnotherNodeFoundOverLosesTheAttempt() throws InterruptedException {
            CountDownLatch interrupted = new CountDownLatch(1);
            AtomicInteger calls = new AtomicInteger();
            bench.lease(SHORT_LEASE).define("Long.run", arguments -> {
                if (calls.incrementAndGet() == 1) {
                    awaitInterrupt(interrupted);
                }
                return calls.get();
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            bench.await(id, task -> calls.get() == 1);

            bench.loseWorker();

            TaskView task = bench.awaitEnd(id);
            assertThat(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(task.result()).isEqualTo("2");
            assertThat(task.deliveries()).isEqualTo(1);
        }

        private static void awaitInterrupt(CountDownLatch interrupted) throws InterruptedException {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        }
    }

    @Nested
    class ATaskToBeDeliveredOnce {

        @Test
        void doesNotRunAgainWhenItsWorkerStops() throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            bench.grace(Duration.ZERO).delivery(Delivery.AT_MOST_ONCE).define("Once.run", arguments -> {
                started.countDown();
                new CountDownLatch(1).await();
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Once.run", "[]");
            started.await();

            bench.stopInBackground();
            bench.awaitStopped();

            TaskView task = bench.view(id);
            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.error()).isNotNull();
            assertThat(task.error().message())
                    .isEqualTo("The worker stopped while it ran this task; delivery is AT_MOST_ONCE, so it does not"
                            + " run again");
        }

        @Test
        void doesNotRunAgainWhenItsSurroundingsFail() {
            AtomicInteger calls = new AtomicInteger();
            bench.scope(() -> () -> {
                        throw new IllegalStateException("@PreDestroy failed");
                    })
                    .delivery(Delivery.AT_MOST_ONCE)
                    .define("Once.run", arguments -> calls.incrementAndGet());
            bench.start();

            assertThat(bench.runToEnd("Once.run", "[]").state()).isEqualTo(TaskState.FAILURE);
            assertThat(calls).hasValue(1);
        }

        @Test
        void runsAllTheSameWhenItCouldNotBegin() {
            AtomicInteger calls = new AtomicInteger();
            bench.delivery(Delivery.AT_MOST_ONCE).define("Once.run", arguments -> calls.incrementAndGet());
            bench.start();
            bench.faults().failNext("deliver", () -> new CarawayException("not now"));

            assertThat(bench.runToEnd("Once.run", "[]").state()).isEqualTo(TaskState.SUCCESS);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void anErrorOfTheSurroundingsGetsTheAttemptAnEnd() {
        AtomicInteger calls = new AtomicInteger();
        bench.scope(() -> () -> {
            if (calls.get() == 1) {
                throw new NoClassDefFoundError("gone");
            }
        });
        bench.define("Math.count", arguments -> calls.incrementAndGet());
        bench.start();

        TaskView task = bench.runToEnd("Math.count", "[]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.retries()).isEqualTo(1);
    }

    @Test
    void anInterruptBetweenTwoTasksCostsNoSlot() throws InterruptedException {
        BlockingQueue<Thread> runners = new LinkedBlockingQueue<>();
        bench.define("Thread.tell", arguments -> {
            runners.add(Thread.currentThread());
            return 1;
        });
        bench.slots(1).start();

        for (int round = 0; round < 5; round++) {
            assertThat(bench.runToEnd("Thread.tell", "[]").state()).isEqualTo(TaskState.SUCCESS);
            runners.take().interrupt();
        }
    }

    @Nested
    class Stopping {

        @Test
        void warmLetsATaskRunBeyondTheGrace() throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            bench.shutdown(Shutdown.WARM).grace(Duration.ZERO).define("Long.run", arguments -> {
                started.countDown();
                return new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS) ? "early" : "finished";
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            started.await();

            bench.stopInBackground();
            bench.awaitStopped();

            assertThat(bench.view(id).result()).isEqualTo("\"finished\"");
        }

        @Test
        void coldWaitsForNothing() throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            bench.shutdown(Shutdown.COLD).grace(Duration.ofHours(1)).define("Long.run", arguments -> {
                started.countDown();
                new CountDownLatch(1).await();
                return null;
            });
            bench.start();
            UUID id = bench.enqueue("Long.run", "[]");
            started.await();

            bench.stopInBackground();
            bench.awaitStopped();

            assertThat(bench.view(id).state()).isEqualTo(TaskState.PENDING);
        }
    }
}
