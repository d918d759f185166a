package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stopping while the database does not answer. */
class SilentStopTest {

    private static final Duration LEASE = Duration.ofSeconds(15);

    /** Each loop holds the stop up for a third of the lease. */
    private static final Duration ONE_LOOP = LEASE.dividedBy(3);

    /** One after another, the four loops would need four times as long as one. */
    @Test
    void aSilentDatabaseHoldsUpAllLoopsAtTheSameTime() throws InterruptedException {
        Duration passed = stopInSilence();

        assertThat(passed).isLessThan(ONE_LOOP.multipliedBy(3));
    }

    /** Returns how long it took. */
    private static Duration stopInSilence() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Bench bench = new Bench()) {
            bench.lease(LEASE).define("Long.run", arguments -> {
                started.countDown();
                release.await();
                return null;
            });
            bench.start();
            bench.enqueue("Long.run", "[]");
            started.await();
            bench.faults().goSilent("claim", "completeUnlocked", "rescue", "renew");
            release.countDown();
            bench.faults().awaitSilence("claim", "completeUnlocked", "renew");
            long begun = System.nanoTime();

            bench.stopInBackground();
            bench.awaitStopped();

            Duration passed = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_worker"))
                    .as("workers that have not signed off")
                    .isEqualTo(1);
            return passed;
        }
    }
}
