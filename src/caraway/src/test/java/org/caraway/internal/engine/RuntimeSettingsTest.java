package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is set in the tables while a worker runs, and whose turn it is. */
class RuntimeSettingsTest {

    private static final int MOST_OF_A_CLAIM = 500;

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aPausedQueueWaitsUntilItIsResumed() throws InterruptedException {
        bench.define("Math.one", arguments -> 1);
        bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('default', true)");
        bench.start();
        UUID id = bench.enqueue("Math.one", "[]");

        assertThat(new CountDownLatch(1).await(1, TimeUnit.SECONDS))
                .as("several polls go by")
                .isFalse();
        assertThat(bench.view(id).state()).isEqualTo(TaskState.PENDING);
        bench.execute("UPDATE caraway_queue SET paused = false");

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aPausedTaskWaitsWhileOthersRun() {
        bench.define("Math.one", arguments -> 1);
        bench.define("Math.two", arguments -> 2);
        bench.execute("INSERT INTO caraway_definition (name, paused) VALUES ('Math.one', true)");
        bench.start();
        UUID paused = bench.enqueue("Math.one", "[]");

        assertThat(bench.runToEnd("Math.two", "[]").state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.view(paused).state()).isEqualTo(TaskState.PENDING);
        bench.execute("DELETE FROM caraway_definition");

        assertThat(bench.awaitEnd(paused).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aTimeLimitThatIsSetHoldsForTheNextAttempt() {
        bench.define("Long.run", arguments -> {
            new CountDownLatch(1).await();
            return null;
        });
        bench.execute("INSERT INTO caraway_definition (name, soft_time_limit, time_limit)"
                + " VALUES ('Long.run', 'PT0.2S', 'PT20S')");
        bench.start();

        TaskView task = bench.runToEnd("Long.run", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.error()).isNotNull();
        assertThat(task.error().message()).contains("soft time limit of PT0.2S");
    }

    @Test
    void whatMeansNothingIsLeftOut() {
        bench.define("Math.one", arguments -> 1);
        bench.execute("INSERT INTO caraway_definition (name, rate_limit) VALUES ('Math.one', 'fast')");
        bench.start();

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aLimitThatIsSetBoundsWhatRunsAtOnce() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        bench.define("Mail.send", arguments -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
            return 1;
        });
        bench.execute("INSERT INTO caraway_definition (name, max_concurrent) VALUES ('Mail.send', '1')");
        bench.start();

        List<UUID> ids = bench.enqueue("Mail.send", 40);

        assertThat(bench.awaitAll(ids)).allMatch(task -> task.state() == TaskState.SUCCESS);
        assertThat(most).hasValue(1);
    }

    /**
     * A tenth is theirs: a claim of 500 brings them once 500 others were claimed, which a claim of 500 may have
     * exceeded, and they may be its last.
     */
    @Test
    void lowPrioritiesGetTheirShare() {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        bench.define("High.run", arguments -> order.add(9));
        bench.define("Low.run", arguments -> order.add(0));
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ids.add(UUID.randomUUID());
        }
        IntStream.range(0, 2_000)
                .forEach(i -> bench.enqueue(NewTask.of(ids.get(i), i < 1_990 ? "High.run" : "Low.run")
                        .priority(i < 1_990 ? 9 : 0)
                        .build()));
        bench.slots(1).start();

        bench.awaitAll(ids);

        assertThat(order.get(0)).isEqualTo(9);
        assertThat(order.lastIndexOf(0)).isLessThan(3 * MOST_OF_A_CLAIM);
        assertThat(order.indexOf(0)).isPositive();
    }
}
