package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.Progress;
import org.caraway.TaskState;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CurrentTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObserversTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** With one slot, the steps of a task's attempts are told in their order. */
    private final Bench bench = new Bench().slots(1);

    private final StepRecord steps = new StepRecord();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void areToldOfAnAttemptFromItsBeginningToItsEnd() throws InterruptedException {
        bench.observers(steps).define("Math.one", arguments -> 1);
        bench.start();

        bench.runToEnd("Math.one", "[]");

        assertThat(steps.until("close")).containsExactly("attempt 1", "started", "SUCCESS", "close");
        TaskFacts facts = steps.facts();
        assertThat(facts.workerId()).isEqualTo(bench.worker().id());
        assertThat(facts.waitTime()).isGreaterThanOrEqualTo(Duration.ZERO).isLessThan(PATIENCE);
        assertThat(facts.rootId()).isEqualTo(facts.id());
    }

    @Test
    void areToldOfARetryWithItsCause() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        bench.observers(steps).retryFor(IOException.class).define("Net.fetch", arguments -> {
            if (calls.incrementAndGet() == 1) {
                throw new IOException("cut off");
            }
            return "fetched";
        });
        bench.start();

        bench.runToEnd("Net.fetch", "[]");

        assertThat(steps.until("SUCCESS"))
                .containsExactly("attempt 1", "started", "RETRY cut off", "close", "attempt 2", "started", "SUCCESS");
    }

    @Test
    void areToldOfAReportOnceItIsWritten() {
        CountDownLatch release = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        bench.observers(new TaskObserver() {
            @Override
            public void reported(TaskFacts task, @Nullable Progress progress) {
                told.add(progress + " " + bench.view(task.id()).partialResult());
                release.countDown();
            }
        });
        bench.define("Long.run", arguments -> {
            CurrentTask.find().orElseThrow().partialResult(List.of(1));
            release.await();
            return null;
        });
        bench.start();

        bench.runToEnd("Long.run", "[]");

        assertThat(told).containsExactly("null [1]");
    }

    @Test
    void areToldOfAFailure() throws InterruptedException {
        bench.observers(steps).define("Math.fail", arguments -> {
            throw new ArithmeticException("by zero");
        });
        bench.start();

        bench.runToEnd("Math.fail", "[]");

        assertThat(steps.until("close")).containsExactly("attempt 1", "started", "FAILURE by zero", "close");
    }

    @Test
    void areToldByTheTimeLimitWhatTheThreadCannotSay() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        bench.observers(steps)
                .limits(Duration.ofSeconds(20), Duration.ofSeconds(5)) // time enough to begin
                .define("Long.run", arguments -> {
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException ignored) {
                            // hostile on purpose
                        }
                    }
                    return 1;
                });
        bench.start();

        UUID id = bench.enqueue("Long.run", "[]");

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.FAILURE);
        release.countDown();
        List<String> seen = steps.until("close");
        assertThat(seen).hasSize(4).startsWith("attempt 1", "started").endsWith("close");
        assertThat(seen.get(2)).startsWith("elsewhere FAILURE The attempt ran longer than its time limit");
    }

    @Test
    void areToldOfTheTasksOfALostWorker() throws InterruptedException {
        bench.observers(steps).define("Math.one", arguments -> 1);
        bench.start();
        UUID again = UUID.randomUUID();
        UUID over = UUID.randomUUID();
        bench.database().leftBehind(again, 0);
        bench.database().leftBehind(over, 2);

        bench.database().loseWorkerOfThose();

        assertThat(steps.until("elsewhere FAILURE ")).contains("redelivered " + again + " of gone");
        assertThat(bench.awaitEnd(again).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.view(over).state()).isEqualTo(TaskState.FAILURE);
    }

    @Test
    void thatFailHarmNeitherTheTaskNorTheOthers() throws InterruptedException {
        bench.observers(new BrokenObserver(), steps).define("Math.one", arguments -> 1);
        bench.start();

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);

        assertThat(steps.until("close")).containsExactly("attempt 1", "started", "SUCCESS", "close");
    }

    /** Fails at every step. */
    private static final class BrokenObserver implements TaskObserver {

        @Override
        public AttemptStep attempt(TaskFacts task) {
            return new AttemptStep() {

                @Override
                public void started() {
                    throw new IllegalStateException("started");
                }

                @Override
                public void ended(AttemptResult ending) {
                    throw new NoClassDefFoundError("ended");
                }

                @Override
                public void close() {
                    throw new IllegalStateException("close");
                }
            };
        }
    }

    /** Notes the steps as text. */
    private static final class StepRecord implements TaskObserver {

        private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
        private volatile @Nullable TaskFacts facts;

        TaskFacts facts() {
            return Objects.requireNonNull(facts);
        }

        List<String> until(String last) throws InterruptedException {
            List<String> seen = new ArrayList<>();
            do {
                String step = steps.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(step).as("the step after " + seen).isNotNull();
                seen.add(step);
            } while (!seen.get(seen.size() - 1).equals(last));
            return seen;
        }

        @Override
        public AttemptStep attempt(TaskFacts task) {
            facts = task;
            steps.add("attempt " + task.attempt());
            return new AttemptStep() {

                @Override
                public void started() {
                    steps.add("started");
                }

                @Override
                public void ended(AttemptResult ending) {
                    steps.add(describe(ending));
                }

                @Override
                public void close() {
                    steps.add("close");
                }
            };
        }

        @Override
        public void redelivered(TaskFacts task) {
            steps.add("redelivered " + task.id() + " of " + task.workerId());
        }

        @Override
        public void ended(TaskFacts task, AttemptResult ending) {
            steps.add("elsewhere " + describe(ending));
        }

        private static String describe(AttemptResult ending) {
            TaskState next = ending.next().state();
            return next == TaskState.SUCCESS
                    ? next.name()
                    : next.name() + " "
                            + (ending.failure() == null ? "" : ending.failure().getMessage());
        }
    }
}
