package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.RevokeMode;
import org.caraway.admin.TaskChange;
import org.caraway.internal.feed.DefaultTaskFeed;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.JdbcStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a follower on a node without a worker is told of one that has one. */
class FollowedWorkerTest {

    private final Bench bench = new Bench().slots(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DefaultTaskFeed workers = feed("worker");
    private final DefaultTaskFeed followers = feed("web");
    private final List<TaskChange> changes = new CopyOnWriteArrayList<>();

    private DefaultTaskFeed feed(String node) {
        return new DefaultTaskFeed(
                JdbcStore.open(bench.database().dataSource(), Duration.ofSeconds(10), null)
                        .feed(),
                node,
                Runnable::run);
    }

    @BeforeEach
    void follow() {
        bench.observers(workers.publisher());
        followers.start(threads);
        followers.subscribe(null, changes::addAll);
        Eventually.reached(
                "it is known that somebody follows",
                () -> bench.number("SELECT COUNT(*) FROM caraway_feed WHERE wanted_until > CURRENT_TIMESTAMP") == 1);
        workers.start(threads);
    }

    @AfterEach
    void stop() {
        followers.stop();
        workers.stop();
        bench.close();
        threads.shutdownNow();
    }

    @Test
    void theStepsOfAnAttemptAreToldInTheirOrder() {
        bench.define("Math.one", arguments -> {
            CurrentTask.find().orElseThrow().progress(1, 2, "half");
            Eventually.reached("it is told", () -> changes.stream()
                    .anyMatch(change -> change.kind() == TaskChange.Kind.PROGRESS)); // not once the task is over
            return 1;
        });
        bench.start();

        UUID id = bench.enqueue("Math.one", "[]");

        awaitKinds(id, TaskChange.Kind.STARTED, TaskChange.Kind.PROGRESS, TaskChange.Kind.SUCCEEDED);
        assertThat(of(id)).allSatisfy(change -> {
            assertThat(change.name()).isEqualTo("Math.one");
            assertThat(change.queue()).isEqualTo("default");
            assertThat(change.attempt()).isOne();
            assertThat(change.worker()).isEqualTo(bench.worker().id());
        });
    }

    @Test
    void aRetryAndTheFailureAfterItAreReportedWithTheirReasons() {
        AtomicInteger calls = new AtomicInteger();
        bench.retryFor(IOException.class).maxRetries(1).define("Net.fetch", arguments -> {
            throw new IOException("cut off " + calls.incrementAndGet());
        });
        bench.start();

        UUID id = bench.enqueue("Net.fetch", "[]");

        awaitKinds(
                id, TaskChange.Kind.STARTED, TaskChange.Kind.RETRIED, TaskChange.Kind.STARTED, TaskChange.Kind.FAILED);
        assertThat(of(id)).extracting(TaskChange::message).containsExactly(null, "cut off 1", null, "cut off 2");
        assertThat(of(id).get(1).delay()).isNotNull();
    }

    @Test
    void whatIsRevokedWhileItRunsIsTold() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        bench.define("Slow.work", arguments -> {
            running.countDown();
            return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
        });
        bench.start();
        UUID id = bench.enqueue("Slow.work", "[]");
        assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();

        bench.revoke(id, RevokeMode.INTERRUPT);

        awaitKinds(id, TaskChange.Kind.STARTED, TaskChange.Kind.REVOKED);
    }

    @Test
    void theTaskOfALostWorkerIsToldToRunAgain() {
        UUID id = UUID.randomUUID();
        bench.database().leftBehind(id, 0);
        bench.define("Math.one", arguments -> 1);
        bench.start();

        bench.database().loseWorkerOfThose();

        Eventually.reached("its steps are told", () -> Set.copyOf(kinds(id))
                .containsAll(Set.of(TaskChange.Kind.REDELIVERED, TaskChange.Kind.SUCCEEDED)));
    }

    @Test
    void theTaskThatExpiresIsTold() {
        bench.define("Math.one", arguments -> 1);
        UUID id = UUID.randomUUID();
        bench.execute("INSERT INTO caraway_active (id, name, run_at, expires_at) VALUES ('" + id
                + "', 'Math.one', CURRENT_TIMESTAMP - INTERVAL '2' MINUTE, CURRENT_TIMESTAMP - INTERVAL '1' MINUTE)");

        bench.start();

        awaitKinds(id, TaskChange.Kind.EXPIRED);
    }

    private List<TaskChange> of(UUID id) {
        return changes.stream().filter(change -> change.id().equals(id)).toList();
    }

    private List<TaskChange.Kind> kinds(UUID id) {
        return of(id).stream().map(TaskChange::kind).toList();
    }

    private void awaitKinds(UUID id, TaskChange.Kind... kinds) {
        Eventually.reached(List.of(kinds) + " are told", () -> kinds(id).equals(List.of(kinds)));
    }
}
