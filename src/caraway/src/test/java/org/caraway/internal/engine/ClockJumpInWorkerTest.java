package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.Delivery;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.engine.lease.LeaseKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A worker when the database's clock jumps by an hour. A jump is made by its mirror image: stored instants move by an
 * hour the other way.
 */
class ClockJumpInWorkerTest {

    private static final Duration LEASE = Duration.ofSeconds(9);
    private static final long PATIENCE_SECONDS = 60;
    private static final String OTHER = "other";

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void forwardNoTaskIsGivenAwayAndNoneFails() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger renewals = new AtomicInteger();
        bench.lease(LEASE).delivery(Delivery.AT_MOST_ONCE).define("Long.once", arguments -> {
            calls.incrementAndGet();
            return release.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        });
        bench.faults().change("renew", advance -> {
            renewals.incrementAndGet();
            return advance;
        });
        bench.start();
        UUID own = bench.enqueue("Long.once", "[]");
        bench.await(own, task -> task.state() == TaskState.STARTED && calls.get() == 1);
        UUID others = startedByOther();

        try (LogLines lines = new LogLines(LeaseKeeper.class)) {
            bench.execute("UPDATE caraway_worker SET seen_at = seen_at - INTERVAL '1' HOUR,"
                    + " lease_until = lease_until - INTERVAL '1' HOUR");
            bench.await(own, task -> lines.all().stream()
                    .anyMatch(line ->
                            line.contains("jumped forward by PT1H") || line.contains("jumped forward by PT59M")));
        }
        bench.store().workers().renew(OTHER, Duration.ofHours(1), 0);
        int before = renewals.get();
        bench.await(own, task -> renewals.get() >= before + 4);
        release.countDown();

        TaskView ended = bench.awaitEnd(own);
        assertThat(ended.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(ended.attempt()).isEqualTo(1);
        assertThat(calls).hasValue(1);
        assertThat(bench.view(others).state()).isEqualTo(TaskState.STARTED);
        assertThat(bench.view(others).deliveries()).isZero();
    }

    @Test
    void backATaskThatIsDueAtOnceDoesNotWaitForTheClock() {
        bench.lease(LEASE).define("Math.one", arguments -> 1);
        bench.start();
        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
        UUID id = UUID.randomUUID();
        bench.execute("INSERT INTO caraway_active (id, name, created_at, run_at) VALUES ('" + id
                + "', 'Math.one', CURRENT_TIMESTAMP + INTERVAL '1' HOUR, CURRENT_TIMESTAMP + INTERVAL '1' HOUR)");

        bench.execute("UPDATE caraway_worker SET seen_at = seen_at + INTERVAL '1' HOUR,"
                + " lease_until = lease_until + INTERVAL '1' HOUR");

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
    }

    private UUID startedByOther() {
        bench.store()
                .workers()
                .register(OTHER, "host", Map.of("far", 1), Set.of("Far.run"), Duration.ofMinutes(1), WorkerOrder.WORK);
        UUID id = UUID.randomUUID();
        bench.execute("INSERT INTO caraway_active (id, name, queue, state, attempt, worker_id) VALUES ('" + id
                + "', 'Far.run', 'far', 'STARTED', 1, '" + OTHER + "')");
        return id;
    }
}
