package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.Delivery;
import org.caraway.SoftTimeLimitException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.TimeLimitException;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What time limits make of attempts, whoever sets them. */
class TimeLimitTest {

    private static final Duration SOFT = Duration.ofMillis(50);
    private static final Duration HARD = Duration.ofMillis(100);

    private final Bench bench = new Bench();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void stop() {
        release.countDown();
        bench.close();
    }

    @Nested
    class OfACall {

        @Test
        void replaceTheSoftLimitOfItsDefinition() {
            bench.define("Slow.sleep", arguments -> {
                release.await();
                return null;
            });
            bench.start();

            TaskView task = run("Slow.sleep", Map.of("soft-time-limit", "PT0.05S"));

            assertThat(task.error()).isNotNull();
            assertThat(task.error().type()).isEqualTo(SoftTimeLimitException.class.getName());
        }

        @Test
        void mayLieBelowTheSoftLimitOfItsDefinition() {
            defineDeaf();
            bench.start();

            TaskView task = run("Slow.deaf", Map.of("time-limit", "PT0.1S"));

            assertThat(task.error()).isNotNull();
            assertThat(task.error().type()).isEqualTo(TimeLimitException.class.getName());
            assertThat(task.error().message()).contains("its time limit of PT0.1S");
        }

        @Test
        void thatCannotBeReadFailTheTaskAndKeepItsSlot() {
            bench.define("Math.count", arguments -> calls.incrementAndGet());
            bench.slots(1).start();

            TaskView task = run("Math.count", Map.of("time-limit", "soon"));

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.error()).isNotNull();
            assertThat(task.error().message()).startsWith("The option time-limit of the task is 'soon'");
            assertThat(bench.runToEnd("Math.count", "[]").result()).isEqualTo("1");
        }

        private TaskView run(String name, Map<String, String> options) {
            UUID id = UUID.randomUUID();
            bench.enqueue(NewTask.of(id, name).options(options).build());
            return bench.awaitEnd(id);
        }
    }

    @Nested
    class ATimeOut {

        @Test
        void isRetriedIfThePolicyCoversIt() {
            bench.retryFor(TimeLimitException.class)
                    .maxRetries(10) // a later attempt may be held up for longer than its limit, too
                    .limits(Duration.ofMinutes(1), Duration.ofSeconds(1))
                    .define("Slow.first", arguments -> {
                        if (CurrentTask.find().orElseThrow().attempt() == 1) {
                            awaitRelease();
                        }
                        return "done";
                    });
            bench.start();

            TaskView task = bench.runToEnd("Slow.first", "[]");

            assertThat(task.result()).isEqualTo("\"done\"");
            assertThat(task.retries()).isPositive();
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_attempt WHERE attempt = 1 AND error_type = '"
                            + TimeLimitException.class.getName() + "'"))
                    .isEqualTo(1);
        }

        @Test
        void atTheSoftLimitIsRetriedIfThePolicyCoversThat() {
            bench.retryFor(SoftTimeLimitException.class)
                    .maxRetries(10) // a later attempt may be held up for longer than its limit, too
                    .limits(Duration.ofSeconds(1), Duration.ofMinutes(1))
                    .define("Slow.first", arguments -> {
                        if (CurrentTask.find().orElseThrow().attempt() == 1) {
                            release.await();
                        }
                        return "done";
                    });
            bench.start();

            TaskView task = bench.runToEnd("Slow.first", "[]");

            assertThat(task.result()).isEqualTo("\"done\"");
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_attempt WHERE attempt = 1 AND error_type = '"
                            + SoftTimeLimitException.class.getName() + "'"))
                    .isEqualTo(1);
        }

        @Test
        void isFinalIfThePolicyDoesNotCoverIt() {
            bench.retryFor(IllegalStateException.class).limits(SOFT, HARD);
            defineDeafOnce();
            bench.start();

            TaskView task = bench.runToEnd("Slow.once", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(1);
        }

        @Test
        void ofATaskThatIsDeliveredOnceIsFinalWhateverThePolicyCovers() {
            bench.retryFor(Throwable.class).limits(SOFT, HARD).delivery(Delivery.AT_MOST_ONCE);
            defineDeafOnce();
            bench.start();

            TaskView task = bench.runToEnd("Slow.once", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(calls).as("none if the limit has passed before").hasValueLessThanOrEqualTo(1);
        }
    }

    @Test
    void aFailureOfATaskThatIsDeliveredOnceIsRetriedAsItsPolicySays() {
        bench.retryFor(IllegalStateException.class)
                .delivery(Delivery.AT_MOST_ONCE)
                .define("Once.fail", arguments -> {
                    if (CurrentTask.find().orElseThrow().attempt() == 1) {
                        throw new IllegalStateException("known to have done nothing");
                    }
                    return "done";
                });
        bench.start();

        assertThat(bench.runToEnd("Once.fail", "[]").result()).isEqualTo("\"done\"");
    }

    private void defineDeaf() {
        bench.define("Slow.deaf", arguments -> {
            awaitRelease();
            return null;
        });
    }

    private void defineDeafOnce() {
        bench.define("Slow.once", arguments -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                awaitRelease();
            }
            return call;
        });
    }

    private void awaitRelease() {
        boolean open = false;
        while (!open) {
            try {
                release.await();
                open = true;
            } catch (InterruptedException ignoredOnPurpose) {
                open = false;
            }
        }
    }
}
