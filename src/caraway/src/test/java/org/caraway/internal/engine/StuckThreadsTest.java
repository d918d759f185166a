package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine when tasks do not let go of their threads. */
class StuckThreadsTest {

    private final Bench bench = new Bench();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch begunThrice = new CountDownLatch(3);
    private final AtomicInteger closings = new AtomicInteger();

    @AfterEach
    void stop() {
        release.countDown();
        bench.close();
    }

    @Test
    void aTaskThatAlwaysHangsTakesTwoThreadsForEachSlotAtMost() throws InterruptedException {
        defineDeaf();
        bench.slots(1).start();
        hangTwice();

        UUID third = bench.enqueue("Slow.deaf", "[]");

        assertThat(begunThrice.await(500, TimeUnit.MILLISECONDS)).isFalse();
        bench.await(
                third, task -> task.state() == TaskState.PENDING); // it may have been claimed, and is given back then
    }

    @Test
    void aWorkerWithoutASlotThatHasAThreadIsHungUntilOneComesFree() {
        defineDeaf();
        bench.slots(1).start();
        bench.runToEnd("Slow.deaf", "[]");
        assertThat(bench.worker().health().hung()).isFalse();

        hangTwice();

        Eventually.reached("it is hung", () -> bench.worker().health().hung());
        assertThat(bench.worker().health().stuckThreads()).isEqualTo(2);
        assertThat(bench.worker().health().leaseHeld()).isTrue();
        release.countDown();
        Eventually.reached(
                "it is well",
                () -> bench.worker().health().equals(new WorkerHealth(false, true, 0, false, List.of(), 0, false)));
    }

    @Test
    void aStuckThreadThatBecomesFreeTakesItsSlotAgain() {
        defineDeaf();
        bench.define("Math.one", arguments -> 1);
        bench.slots(1).start();
        hangTwice();

        release.countDown();

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aSoftStopDoesNotWaitForThem() throws InterruptedException {
        defineDeaf();
        bench.grace(Duration.ofHours(1)).slots(1).start();
        bench.runToEnd("Slow.deaf", "[]");

        bench.stopInBackground();

        bench.awaitStopped();
    }

    @Test
    void anAttemptWhoseThreadStaysAwayAfterItsEndLosesItsSlotAtTheLimit() {
        bench.scope(() -> () -> {
            if (closings.incrementAndGet() == 1) {
                awaitUninterruptibly(release);
            }
        });
        bench.limits(Duration.ofSeconds(2), Duration.ofSeconds(2)) // time enough to end before the limit
                .retryFor(Exception.class) // if it was not
                .transactional()
                .define("Saved.once", arguments -> "saved");
        bench.define("Math.one", arguments -> 1);
        bench.slots(1).start();

        assertThat(bench.runToEnd("Saved.once", "[]").state()).isEqualTo(TaskState.SUCCESS);

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    /** One that reaches its limit before its method has begun does not hang, and is followed by another. */
    private void hangTwice() {
        while (begunThrice.getCount() > 1) {
            bench.runToEnd("Slow.deaf", "[]");
        }
    }

    private void defineDeaf() {
        bench.limits(Duration.ofMinutes(1), Duration.ofSeconds(1)).define("Slow.deaf", arguments -> {
            begunThrice.countDown();
            awaitUninterruptibly(release);
            return "too late";
        });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                open = latch.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException ignoredOnPurpose) {
                open = false;
            }
        }
    }
}
