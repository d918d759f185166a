package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.engine.slot.SlotRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slots that become more and fewer while a worker runs. */
class ElasticSlotsTest {

    private static final String SLOTS = "SELECT slots FROM caraway_worker_queue WHERE queue = 'default'";

    private final Bench bench = new Bench();
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void stop() {
        mayEnd.release(1_000);
        bench.close();
    }

    @Test
    void theyGrowWithTheWorkAndShrinkWithoutIt() {
        start(new SlotRange(1, 5), Duration.ofMillis(500));

        List<UUID> ids = bench.enqueue("Slow.wait", 12);

        Eventually.reached("as many run as may", () -> inside.get() == 5);
        awaitSlots(5);
        mayEnd.release(12);
        assertThat(bench.awaitAll(ids)).extracting(TaskView::state).containsOnly(TaskState.SUCCESS);
        assertThat(most).hasValue(5);
        awaitSlots(1);
        UUID last = bench.enqueue("Slow.wait", "[]");
        mayEnd.release();
        assertThat(bench.awaitEnd(last).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void whatIsSetAtRunTimeGoesBeforeAndEndsNoAttempt() {
        bench.execute("INSERT INTO caraway_queue (queue, slots) VALUES ('default', 3)");
        start(SlotRange.of(1), Duration.ofSeconds(30));
        List<UUID> ids = bench.enqueue("Slow.wait", 6);
        Eventually.reached("as many run as were set", () -> inside.get() == 3);
        awaitSlots(3);

        bench.execute("UPDATE caraway_queue SET slots = 1");
        awaitSlots(1);
        assertThat(inside).as("attempts that had begun").hasValue(3);
        most.set(0);
        mayEnd.release(3);
        Eventually.reached("the others come one by one", () -> inside.get() == 1);
        mayEnd.release(3);

        assertThat(bench.awaitAll(ids)).extracting(TaskView::state).containsOnly(TaskState.SUCCESS);
        assertThat(bench.awaitAll(ids)).extracting(TaskView::attempt).containsOnly(1);
        assertThat(most).hasValue(1);
    }

    @Test
    void theConfigurationHoldsAgainWhenNothingIsSetAnyMore() {
        bench.execute("INSERT INTO caraway_queue (queue, slots) VALUES ('default', 3)");
        start(SlotRange.of(1), Duration.ofSeconds(30));
        awaitSlots(3);

        bench.execute("DELETE FROM caraway_queue");

        awaitSlots(1);
    }

    private void start(SlotRange range, Duration keepalive) {
        bench.define("Slow.wait", arguments -> {
            int now = inside.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            try {
                mayEnd.acquire();
            } finally {
                inside.decrementAndGet();
            }
            return now;
        });
        bench.slots(range, keepalive).lease(Duration.ofSeconds(9)).start();
    }

    /** The list of workers is told with a heartbeat. */
    private void awaitSlots(int expected) {
        Eventually.reached("the list of workers says " + expected, () -> bench.number(SLOTS) == expected);
    }
}
