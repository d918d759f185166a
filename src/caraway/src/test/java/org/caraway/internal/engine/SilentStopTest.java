package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stopping while the database does not answer. */
class SilentStopTest {

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aSilentDatabaseHoldsUpAllLoopsAtTheSameTime() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        bench.lease(Duration.ofSeconds(3)).define("Long.run", arguments -> {
            started.countDown();
            release.await();
            return null;
        });
        bench.start();
        bench.enqueue("Long.run", "[]");
        started.await();
        bench.faults().goSilent("claim", "endUnlocked", "rescue", "renewWorker");
        release.countDown();
        bench.faults().awaitSilence("claim", "endUnlocked", "renewWorker");
        long begun = System.nanoTime();

        bench.stopInBackground();
        bench.awaitStopped();

        // each holds it up for 3 s: one after another, it would be 12
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_worker"))
                .as("workers that have not signed off")
                .isEqualTo(1);
    }
}
