package org.caraway.internal.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.QueueUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void aWakeUpEndsTheSleep() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(2);
        Loop loop = new Loop("test", Duration.ZERO, () -> {
            rounds.countDown();
            return LONG;
        });

        loop.start(threads);
        loop.wake();

        assertThat(rounds.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        loop.requestStop();
    }

    @Test
    void aWakeUpDuringARunIsNotLost() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch secondRound = new CountDownLatch(2);
        Loop loop = new Loop("test", Duration.ZERO, () -> {
            inside.countDown();
            goOn.await();
            secondRound.countDown();
            return LONG;
        });
        loop.start(threads);
        inside.await();

        loop.wake();
        goOn.countDown();

        assertThat(secondRound.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        loop.requestStop();
    }

    @Test
    void whateverTheStepThrowsIsSurvived() throws InterruptedException {
        AtomicInteger round = new AtomicInteger();
        CountDownLatch survived = new CountDownLatch(1);
        Loop loop = new Loop("test", Duration.ZERO, () -> {
            switch (round.incrementAndGet()) {
                case 1 -> throw new QueueUnavailableException("away");
                case 2 -> throw new IllegalStateException("broken");
                case 3 -> throw new NoClassDefFoundError("gone");
                default -> survived.countDown();
            }
            return LONG;
        });

        loop.start(threads);

        assertThat(survived.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        loop.requestStop();
    }

    @Test
    void aStepThatReadsMuchIsNotTriedAgainAtOnceAfterAFailure() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(4);
        Loop rare = new Loop("rare", Duration.ZERO, new Loop.Step() {
            @Override
            public Duration run() {
                runs.incrementAndGet();
                throw new QueueUnavailableException("away");
            }

            @Override
            public Duration pauseAfterFailure() {
                return LONG;
            }
        });
        Loop ordinary = new Loop("ordinary", Duration.ZERO, () -> {
            others.countDown();
            throw new QueueUnavailableException("away");
        });
        rare.start(threads);
        ordinary.start(threads);

        assertThat(others.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        rare.requestStop();
        ordinary.requestStop();
        assertThat(rare.awaitStop(PATIENCE)).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void itEndsWhenStoppedInItsSleepAndGivesTheThreadItsNameBack() throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        Loop loop = new Loop("test", Duration.ZERO, () -> {
            names.add(Thread.currentThread().getName());
            return LONG;
        });
        ExecutorService oneThread = Executors.newSingleThreadExecutor(body -> new Thread(body, "pooled"));
        try {
            loop.start(oneThread);
            assertThat(names.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("caraway-test");

            loop.requestStop();

            assertThat(loop.awaitStop(PATIENCE)).isTrue();
            assertThat(oneThread.submit(() -> Thread.currentThread().getName()).get())
                    .isEqualTo("pooled");
        } finally {
            oneThread.shutdownNow();
        }
    }

    @Test
    void anInterruptedThreadEndsTheLoop() throws InterruptedException {
        BlockingQueue<Thread> thread = new LinkedBlockingQueue<>();
        Loop loop = new Loop("test", Duration.ZERO, () -> {
            thread.add(Thread.currentThread());
            return LONG;
        });
        loop.start(threads);

        thread.take().interrupt();

        assertThat(loop.awaitStop(PATIENCE)).isTrue();
    }
}
