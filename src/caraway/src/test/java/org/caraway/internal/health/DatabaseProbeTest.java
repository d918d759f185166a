package org.caraway.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseProbeTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void howeverManyAskTheDatabaseIsAskedOnceASecond() {
        DatabaseProbe probe = new DatabaseProbe(asked::incrementAndGet, nanos::get);

        for (int i = 0; i < 100; i++) {
            assertThat(probe.probe().workers()).isEqualTo(1);
        }
        pass(Duration.ofSeconds(1));

        assertThat(probe.probe().workers()).isEqualTo(2);
    }

    @Test
    void whileItIsSilentItsLastAnswerHoldsForTwoSeconds() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        DatabaseProbe probe = new DatabaseProbe(() -> silentFromTheSecondTimeOn(begun, release), nanos::get);
        assertThat(probe.probe().answers()).isTrue();
        pass(Duration.ofSeconds(5));
        Thread asking = new Thread(probe::probe);
        asking.start();
        try {
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

            pass(Duration.ofSeconds(2));
            assertThat(probe.probe().answers()).isTrue();
            pass(Duration.ofMillis(1));
            assertThat(probe.probe().answers()).isFalse();
        } finally {
            release.countDown();
            asking.join();
        }
        assertThat(probe.probe().answers()).isTrue();
        assertThat(asked).hasValue(2);
    }

    private long silentFromTheSecondTimeOn(CountDownLatch begun, CountDownLatch release) {
        if (asked.incrementAndGet() == 2) {
            begun.countDown();
            try {
                release.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
        return 1;
    }
}
