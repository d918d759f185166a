package org.caraway.internal.engine.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.internal.store.model.HeldConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseWorkTest {

    private static final long PATIENCE_SECONDS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DatabaseWork work = new DatabaseWork();
    private final SlowConnection connection = new SlowConnection();

    @AfterEach
    void stop() {
        connection.answer.countDown();
        threads.shutdownNow();
    }

    @Test
    void thatHasEndedIsNotTouched() throws InterruptedException {
        work.begin(connection);
        work.finish();

        work.cancel();
        work.abort();

        assertThat(connection.calls).hasValue(0);
        assertThat(work.awaitFinish(Duration.ZERO)).isTrue();
    }

    @Test
    void doesNotEndWhileItIsBrokenOff() throws Exception {
        work.begin(connection);
        Future<?> breaking = threads.submit(work::cancel);
        connection.asked.await();
        CountDownLatch ending = new CountDownLatch(1);
        Future<?> end = threads.submit(() -> {
            ending.countDown();
            work.finish();
        });
        ending.await();

        assertThat(stillRuns(end)).isTrue();
        assertThat(work.awaitFinish(Duration.ZERO)).isFalse();
        connection.answer.countDown();

        breaking.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(work.awaitFinish(Duration.ZERO)).isTrue();
    }

    @Test
    void thatWasCutOffTellsItsPoolAtItsEnd() {
        work.begin(connection);
        work.abort();
        assertThat(connection.poolTold).hasValue(0);

        work.finish();

        assertThat(connection.poolTold).hasValue(1);
    }

    @Test
    void withoutATransactionHasNothingToBreakOff() throws InterruptedException {
        assertThat(work.underway()).isFalse();
        assertThat(work.awaitFinish(Duration.ZERO)).isTrue();
    }

    private static boolean stillRuns(Future<?> future) throws Exception {
        try {
            future.get(100, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException running) {
            return true;
        }
    }

    /** Answers when the test lets it. */
    private static final class SlowConnection implements HeldConnection {

        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger poolTold = new AtomicInteger();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);

        @Override
        public void cancel() {
            calls.incrementAndGet();
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void abort() {
            calls.incrementAndGet();
        }

        @Override
        public void reportBroken() {
            poolTold.incrementAndGet();
        }
    }
}
