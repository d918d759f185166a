package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An attempt that runs longer than a lease. */
class LongRunTest {

    /** Long enough not to be lost before its time on a slow machine. */
    private static final Duration LEASE = Duration.ofSeconds(6);

    private static final String TWO_LEASES_OLD =
            "SELECT COUNT(*) FROM caraway_active WHERE started_at < CURRENT_TIMESTAMP - INTERVAL '12' SECOND";

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void isNotStartedASecondTime() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch mayEnd = new CountDownLatch(1);
        bench.lease(LEASE).define("Long.run", arguments -> {
            runs.incrementAndGet();
            mayEnd.await();
            return "over";
        });
        bench.start();
        UUID id = bench.enqueue("Long.run", "[]");
        Eventually.reached("it runs", () -> runs.get() == 1);
        bench.store().workers().register("other", "host", Map.of(), Set.of(), Duration.ofMinutes(5), WorkerOrder.WORK);

        Eventually.reached("two leases have passed", () -> {
            assertThat(bench.store()
                            .rescues()
                            .rescue("other", sinceRenewal -> true, Map.of())
                            .workers())
                    .as("workers that another node takes for lost")
                    .isEmpty();
            return bench.number(TWO_LEASES_OLD) == 1;
        });
        mayEnd.countDown();

        TaskView task = bench.awaitEnd(id);
        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.deliveries()).isZero();
        assertThat(runs).hasValue(1);
    }
}
