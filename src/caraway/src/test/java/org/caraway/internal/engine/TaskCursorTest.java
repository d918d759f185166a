package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.Iterations;
import org.caraway.TaskContext;
import org.caraway.TaskCursor;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.propagation.CurrentTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Iterations that go on where they stopped. */
class TaskCursorTest {

    private static final String POSITION =
            "SELECT CAST(CAST(result AS VARCHAR) AS INT) FROM caraway_step WHERE kind = 'CURSOR'";

    private final Queue<Integer> done = new ConcurrentLinkedQueue<>();

    private static TaskContext task() {
        return CurrentTask.find().orElseThrow();
    }

    private int iterate(int failAt) {
        TaskCursor<Integer> cursor = task().cursor(Integer.class);
        for (int item = cursor.get().orElse(0) + 1; item <= 10; item++) {
            if (item == failAt && task().attempt() == 1) {
                throw new IllegalStateException("a first attempt stops here");
            }
            done.add(item);
            cursor.set(item);
        }
        return cursor.get().orElseThrow();
    }

    private static List<Integer> numbers(int to) {
        return IntStream.rangeClosed(1, to).boxed().toList();
    }

    @Nested
    class OutsideOfATransaction {

        private final Bench bench = new Bench().slots(1);

        @AfterEach
        void stop() {
            bench.close();
        }

        @Test
        void aRetryGoesOnAfterTheLastPosition() {
            bench.retryFor(IllegalStateException.class).define("Rows.walk", arguments -> iterate(7));
            bench.start();

            assertThat(bench.runToEnd("Rows.walk", "[]").result()).isEqualTo("10");
            assertThat(done).containsExactlyElementsOf(numbers(10));
        }

        @Test
        void thePositionIsWrittenWhileTheTaskRuns() throws InterruptedException {
            CountDownLatch seen = new CountDownLatch(1);
            bench.define("Rows.wait", arguments -> {
                TaskCursor<Integer> cursor = task().cursor(Integer.class);
                cursor.set(16);
                cursor.set(17);
                assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
                return 1;
            });
            bench.start();
            UUID id = bench.enqueue("Rows.wait", "[]");

            Eventually.reached(
                    "the position is written",
                    () -> bench.number("SELECT COUNT(*) FROM caraway_step") == 1 && bench.number(POSITION) == 17);
            seen.countDown();

            assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
        }

        @Test
        void theTaskGoesBackUncountedWhenItsWorkerStops() throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            bench.define("Rows.pause", arguments -> {
                TaskCursor<Integer> cursor = task().cursor(Integer.class);
                begun.countDown();
                for (int item = 1; true; item++) {
                    cursor.set(item);
                    done.add(item);
                    task().pauseHere();
                }
            });
            bench.start();
            UUID id = bench.enqueue("Rows.pause", "[]");
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

            bench.stopInBackground();
            bench.awaitStopped();

            TaskView task = bench.view(id);
            assertThat(task.state()).isEqualTo(TaskState.PENDING);
            assertThat(task.retries()).isZero();
            assertThat(task.deliveries()).isZero();
            assertThat(bench.number(POSITION)).isEqualTo(done.size());
        }
    }

    @Nested
    class InBatches {

        private final LocalTransactions transactions = new LocalTransactions();
        private final Bench bench = new Bench(transactions).slots(1);
        private final Queue<Integer> asked = new ConcurrentLinkedQueue<>();

        @AfterEach
        void stop() {
            bench.close();
        }

        private List<Integer> page(@Nullable Integer after, int limit) {
            int from = after == null ? 1 : after + 1;
            asked.add(from);
            return IntStream.range(from, Math.min(from + limit, 11)).boxed().toList();
        }

        private void work(int item) {
            if (item == 6 && task().attempt() == 1) {
                throw new IllegalStateException("the second batch is rolled back");
            }
            done.add(item);
        }

        @Test
        void aBatchThatIsRolledBackIsTheFirstOfTheNextAttempt() {
            bench.retryFor(IllegalStateException.class)
                    .define("Rows.batches", arguments -> Iterations.over(task(), Integer.class, this::page, row -> row)
                            .inBatchesOf(4)
                            .forEach(this::work));
            bench.start();

            TaskView task = bench.runToEnd("Rows.batches", "[]");

            assertThat(task.result()).isEqualTo("6");
            assertThat(asked).containsExactly(1, 5, 5, 9);
            assertThat(done).containsExactly(1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10);
            assertThat(transactions.commits()).isEqualTo(3);
            assertThat(bench.number(POSITION)).isEqualTo(10);
        }
    }
}
