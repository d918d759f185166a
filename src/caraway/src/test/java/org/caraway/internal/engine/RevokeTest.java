package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.RetryRequest;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskContext;
import org.caraway.TaskError;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine when tasks that it holds are revoked. */
class RevokeTest {

    private final Bench bench = new Bench();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        bench.close();
    }

    @Test
    void checkRevokedNamesTheRevokerAndTheTaskIsRevoked() throws InterruptedException {
        bench.define("Slow.polite", arguments -> askUntilRevoked());
        bench.start();
        UUID id = begunTask("Slow.polite");

        assertThat(bench.revoke(id, RevokeMode.COOPERATIVE)).isEqualTo(RevokeOutcome.REQUESTED);

        TaskView view = bench.awaitEnd(id);
        assertThat(view.state()).isEqualTo(TaskState.REVOKED);
        assertThat(view.error())
                .isNotNull()
                .satisfies(error -> assertThat(error.type()).isEqualTo(TaskRevokedException.class.getName()))
                .extracting(TaskError::message)
                .asString()
                .contains("was revoked by olga");
    }

    @Test
    void anInterruptReachesTheMethodAndIsNoFailure() throws InterruptedException {
        bench.retryFor(InterruptedException.class).define("Slow.sleep", arguments -> sleep());
        bench.start();
        UUID id = begunTask("Slow.sleep");

        bench.revoke(id, RevokeMode.INTERRUPT);

        TaskView view = bench.awaitEnd(id);
        assertThat(view.state()).isEqualTo(TaskState.REVOKED);
        assertThat(view.error())
                .isNotNull()
                .extracting(TaskError::type)
                .isEqualTo(TaskRevokedException.class.getName());
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'REVOKED'"))
                .isEqualTo(1);
    }

    @Test
    void oneThatSucceedsFirstStaysASuccess() throws InterruptedException {
        bench.define("Slow.deaf", arguments -> {
            begun.countDown();
            release.await();
            return "done";
        });
        bench.start();
        UUID id = begunTask("Slow.deaf");

        bench.revoke(id, RevokeMode.COOPERATIVE);
        release.countDown();

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aTransactionalOneThatCommitsStaysASuccess() throws InterruptedException {
        bench.transactional().define("Slow.deaf", arguments -> {
            begun.countDown();
            release.await();
            return "done";
        });
        bench.start();
        UUID id = begunTask("Slow.deaf");

        bench.revoke(id, RevokeMode.COOPERATIVE);
        release.countDown();

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aRetryOfTheLastInstantIsNone() throws InterruptedException {
        bench.define("Slow.again", arguments -> {
            begun.countDown();
            release.await();
            throw new RetryRequest(Duration.ZERO, null);
        });
        bench.start();
        UUID id = begunTask("Slow.again");

        bench.revoke(id, RevokeMode.COOPERATIVE);
        release.countDown(); // the worker may know by now, or not

        TaskView view = bench.awaitEnd(id);
        assertThat(view.state()).isEqualTo(TaskState.REVOKED);
        assertThat(view.attempt()).isEqualTo(1);
    }

    @Test
    void oneThatHitsItsTimeLimitIsRevokedAndNotRetried() throws InterruptedException {
        bench.retryFor(Exception.class)
                .limits(Duration.ofMillis(200), Duration.ofMillis(2_500))
                .define("Slow.stubborn", arguments -> {
                    begun.countDown();
                    awaitUninterruptibly(release);
                    return "late";
                });
        bench.start();
        UUID id = begunTask("Slow.stubborn");

        bench.revoke(id, RevokeMode.INTERRUPT);

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.REVOKED);
        release.countDown();
    }

    @Test
    void whatWasClaimedAheadEndsWithoutRunning() throws InterruptedException {
        BlockingQueue<Object> ran = new LinkedBlockingQueue<>();
        bench.define("Quick.note", ran::add, Integer.class);
        bench.define("Slow.wait", arguments -> {
            begun.countDown();
            release.await();
            return null;
        });
        bench.slots(1).start();
        runManyQuickOnes();
        ran.clear();
        UUID slow = bench.enqueue("Slow.wait", "[]");
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        UUID ahead = bench.enqueue("Quick.note", "[1]");
        UUID other = bench.enqueue("Quick.note", "[2]");

        bench.revoke(ahead, RevokeMode.COOPERATIVE);
        assertThat(bench.awaitEnd(ahead).state()).isEqualTo(TaskState.REVOKED);
        release.countDown();

        assertThat(bench.awaitEnd(slow).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.awaitEnd(other).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(ran).hasSize(1);
    }

    @Test
    void observersAreToldOfTheEndAndOfTasksThatNobodyHeld() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        bench.observers(new RevokeRecord(seen)).define("Slow.sleep", arguments -> sleep());
        bench.start();
        UUID id = begunTask("Slow.sleep");
        UUID delayed = UUID.randomUUID();
        bench.enqueue(
                NewTask.of(delayed, "Slow.sleep").delay(Duration.ofDays(1)).build());

        bench.revoke(id, RevokeMode.INTERRUPT);
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("attempt of " + id + " revoked by olga");

        bench.execute("UPDATE caraway_active SET revoke_mode = 'COOPERATIVE', revoked_by = 'sql' WHERE id = '" + delayed
                + "'");
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(delayed + " revoked by sql");
    }

    @Test
    void observersAreToldOfWhatAStopGivesBackRevoked() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        bench.observers(new RevokeRecord(seen)).define("Quick.note", arguments -> null, Integer.class);
        bench.define("Slow.wait", arguments -> {
            begun.countDown();
            release.await();
            return null;
        });
        bench.slots(1).start();
        runManyQuickOnes();
        begunTask("Slow.wait");
        UUID ahead = bench.enqueue("Quick.note", "[1]");
        bench.await(ahead, task -> task.state() == TaskState.STARTED);

        bench.execute(
                "UPDATE caraway_active SET revoke_mode = 'COOPERATIVE', revoked_by = 'sql' WHERE id = '" + ahead + "'");
        bench.worker().stop(); // before the next look for revocations, unless that comes in this instant

        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(ahead + " revoked by sql");
    }

    private UUID begunTask(String name) throws InterruptedException {
        UUID id = bench.enqueue(name, "[]");
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return id;
    }

    private Object askUntilRevoked() throws InterruptedException {
        begun.countDown();
        TaskContext context = CurrentTask.find().orElseThrow();
        while (!release.await(10, TimeUnit.MILLISECONDS)) {
            context.checkRevoked();
        }
        return "never";
    }

    private Object sleep() throws InterruptedException {
        begun.countDown();
        release.await();
        return "never";
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

    /** From now on some are claimed ahead: even if one of these was held up, the average time is short. */
    private void runManyQuickOnes() {
        bench.awaitAll(IntStream.range(0, 40)
                .mapToObj(number -> bench.enqueue("Quick.note", "[0]"))
                .toList());
    }

    /** Notes revocations. */
    private record RevokeRecord(BlockingQueue<String> seen) implements TaskObserver {

        @Override
        public AttemptStep attempt(TaskFacts task) {
            return new AttemptStep() {
                @Override
                public void ended(AttemptResult ending) {
                    note("attempt of ", task, ending);
                }
            };
        }

        @Override
        public void ended(TaskFacts task, AttemptResult ending) {
            note("", task, ending);
        }

        private void note(String how, TaskFacts task, AttemptResult ending) {
            if (ending.next() instanceof Transition.Revoke revoke) {
                seen.add(how + task.id() + " revoked by " + revoke.by());
            }
        }
    }
}
