package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.CarawayException;
import org.caraway.TaskView;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TaskWatcherTest {

    private static final Duration NEVER = Duration.ofHours(1);

    private ClientFixture client = new ClientFixture(NEVER);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aTaskThatEndedBeforeItsWaiterCameIsSeenWithoutAPoll() throws Exception {
        UUID id = enqueue();
        client.store.succeed(id, null);

        assertThat(client.watcher.watch(id).get().id()).isEqualTo(id);
    }

    @Test
    void theLoopIsNotTheWorkOfTheTaskThatAskedFirst() {
        List<Boolean> inTask = new CopyOnWriteArrayList<>();
        TaskWatcher watcher = new TaskWatcher(
                client.store,
                new QueueSignals(),
                loop -> inTask.add(CurrentTask.find().isPresent()),
                client.loading,
                NEVER);
        RunningTask running = new RunningTask(UUID.randomUUID(), UUID.randomUUID());
        CurrentTask.enter(running, CallerContext.NONE);
        try {
            watcher.watch(enqueue()).isDone();

            assertThat(inTask).containsExactly(false);
            assertThat(CurrentTask.find()).contains(running);
        } finally {
            CurrentTask.leave();
        }
    }

    @Test
    void aTaskThatThisJvmFinishesIsSeenWithoutAPoll() throws Exception {
        UUID id = enqueue();
        CompletableFuture<TaskView> waiter = client.watcher.watch(id);
        client.store.looks.acquire();

        client.store.succeed(id, null);
        client.signals.finished(List.of(id));

        assertThat(waiter.get().id()).isEqualTo(id);
    }

    @Test
    void aWaiterThatJoinsASleepingLoopIsServedWithoutAPoll() throws Exception {
        client.watcher.watch(enqueue()).isDone();
        client.store.looks.acquire();
        UUID id = enqueue();
        client.store.succeed(id, null);

        assertThat(client.watcher.watch(id).get().id()).isEqualTo(id);
    }

    @Test
    void aTaskThatAnotherNodeFinishesIsSeenByPolling() throws Exception {
        pollEvery(Duration.ofMillis(20));
        UUID id = enqueue();
        CompletableFuture<TaskView> waiter = client.watcher.watch(id);
        client.store.looks.acquire(3);

        client.store.succeed(id, null);

        assertThat(waiter.get().id()).isEqualTo(id);
    }

    @Test
    void manyWaitersAreServedByOneThread() throws Exception {
        List<UUID> ids = IntStream.range(0, 1_200).mapToObj(i -> enqueue()).toList();
        List<CompletableFuture<TaskView>> waiters =
                ids.stream().map(client.watcher::watch).toList();
        ids.forEach(id -> client.store.succeed(id, null));

        client.signals.finished(ids);

        CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new)).get();
        assertThat(((ThreadPoolExecutor) client.executor).getLargestPoolSize()).isEqualTo(1);
    }

    @Test
    void theLoopEndsWhenNobodyWaitsAndStartsAnew() throws Exception {
        for (int i = 0; i < 100; i++) {
            UUID id = enqueue();
            client.store.succeed(id, null);
            assertThat(client.watcher.watch(id).get().id()).isEqualTo(id);
        }
        UUID abandoned = enqueue();
        client.watcher.forget(abandoned, client.watcher.watch(abandoned));

        client.executor.shutdown();
        assertThat(client.executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitersOutlastADatabaseThatIsAway() throws Exception {
        pollEvery(Duration.ofMillis(5));
        UUID id = enqueue();
        client.store.failNext(4);

        CompletableFuture<TaskView> waiter = client.watcher.watch(id);
        client.store.looks.acquire(4);
        client.store.succeed(id, null);

        assertThat(waiter.get().id()).isEqualTo(id);
    }

    @Test
    void stoppingEndsAllWaiting() {
        UUID id = enqueue();
        CompletableFuture<TaskView> before = client.watcher.watch(id);

        client.watcher.stop();

        assertEnded(before, "the application stops");
        assertEnded(client.watcher.watch(id), "the application stops");
    }

    @Test
    void anExecutorThatRefusesEndsTheWaiting() {
        TaskWatcher watcher = new TaskWatcher(
                client.store,
                new QueueSignals(),
                command -> {
                    throw new RejectedExecutionException("full");
                },
                client.loading,
                NEVER);

        assertEnded(watcher.watch(enqueue()), "the executor refused");
    }

    @Test
    void anInterruptedLoopEndsTheWaiting() {
        CompletableFuture<TaskView> waiter = client.watcher.watch(enqueue());

        client.executor.shutdownNow();

        assertEnded(waiter, "its thread was interrupted");
    }

    private static void assertEnded(CompletableFuture<TaskView> waiter, String reason) {
        assertThatThrownBy(() -> waiter.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("the task goes on");
    }

    private void pollEvery(Duration interval) {
        client.close();
        client = new ClientFixture(interval);
    }

    private UUID enqueue() {
        return client.queue.enqueue(ClientFixture.Shop::clean).id();
    }
}
