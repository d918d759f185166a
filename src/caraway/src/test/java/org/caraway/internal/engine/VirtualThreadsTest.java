package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.engine.slot.VirtualThreads;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues whose tasks run on virtual threads. */
class VirtualThreadsTest {

    private static final int MANY = 2_000;

    private final Bench bench = new Bench();
    private final AtomicInteger inContext = new AtomicInteger();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void thousandsOfTasksWaitAtTheSameTime() {
        assumeTrue(VirtualThreads.available(), "virtual threads need Java 21 or newer");
        CountDownLatch all = new CountDownLatch(MANY);
        bench.define("Slow.meet", arguments -> {
            all.countDown();
            return all.await(60, TimeUnit.SECONDS);
        });
        bench.virtual().slots(MANY).start();

        List<UUID> ids = bench.enqueue("Slow.meet", MANY);

        List<TaskView> tasks = bench.awaitAll(ids);
        assertThat(tasks).extracting(TaskView::state).containsOnly(TaskState.SUCCESS);
        assertThat(tasks).extracting(TaskView::result).containsOnly("true");
    }

    @Test
    void onlyTasksOfSuchAQueueRunOnThem() {
        assumeTrue(VirtualThreads.available(), "virtual threads need Java 21 or newer");
        bench.define("Thread.kind", arguments -> isVirtual(Thread.currentThread()));
        bench.virtual().slots(2).queue("platform", 2).start();

        assertThat(bench.runToEnd("Thread.kind", "[]").result()).isEqualTo("true");
        UUID id = UUID.randomUUID();
        bench.enqueue(NewTask.of(id, "Thread.kind").queue("platform").build());
        assertThat(bench.awaitEnd(id).result()).isEqualTo("false");
    }

    /** {@code Thread.isVirtual}, which Java 17 does not have. */
    private static boolean isVirtual(Thread thread) {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError("Thread.isVirtual", missing);
        }
    }

    @Test
    void anAttemptOnOneHasItsTimeLimitAndItsName() throws InterruptedException {
        assumeTrue(VirtualThreads.available(), "virtual threads need Java 21 or newer");
        bench.limits(Duration.ofMillis(100), Duration.ofSeconds(60)).define("Slow.sleep", arguments -> {
            assertThat(Thread.currentThread().getName()).startsWith("caraway-run-default-");
            new CountDownLatch(1).await();
            return null;
        });
        bench.virtual().slots(2).start();

        TaskView task = bench.runToEnd("Slow.sleep", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.error())
                .isNotNull()
                .extracting(Object::toString)
                .asString()
                .contains("soft time limit");
    }

    @Test
    void withoutThemTheTasksRunOnPlatformThreadsAndTheLogSaysWhy() {
        assumeFalse(VirtualThreads.available(), "this Java has virtual threads");
        bench.define("Quick.nothing", arguments -> null);

        try (LogLines log = new LogLines(Worker.class)) {
            bench.virtual().slots(2).start();

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "Tasks of the queues [default] run on platform threads: virtual ones need Java 21 or newer");
        }
        assertThat(bench.runToEnd("Quick.nothing", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void eachJobRunsInTheContextThatWasTakenWhenItWasHandedOver() throws InterruptedException {
        VirtualThreads threads = new VirtualThreads(job -> {
            inContext.incrementAndGet();
            return job;
        });
        CountDownLatch ran = new CountDownLatch(1);

        if (VirtualThreads.available()) {
            threads.execute(ran::countDown);
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(inContext).hasValue(1);
        } else {
            assertThatThrownBy(() -> threads.execute(ran::countDown))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("Java 21");
        }
    }
}
