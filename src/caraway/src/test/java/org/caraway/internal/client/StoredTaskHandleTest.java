package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.CarawayException;
import org.caraway.NoSuchTaskException;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskError;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskLogEntry;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskTimeoutException;
import org.caraway.internal.client.ClientFixture.Item;
import org.caraway.internal.client.ClientFixture.Shop;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.spi.ResultStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StoredTaskHandleTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final String TEA = "{\"name\":\"tea\",\"count\":2}";

    private final ClientFixture client = new ClientFixture(Duration.ofMillis(10));
    private final TaskHandle<Item> handle = client.queue.enqueue(Shop::order, 2L, "tea");

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aTaskOfTheOpenTransactionIsNotAwaitedButRefusedAtOnce() {
        client.transaction.inTransaction = true;
        TaskHandle<Item> own = client.queue.enqueue(Shop::order, 42L, "tea");

        assertThatThrownBy(() -> own.await(Duration.ofHours(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Task " + own.id() + " cannot be awaited yet: the transaction that enqueued it is still open"
                                + " on this thread, and no worker sees it before the commit; await after that");

        client.transaction.inTransaction = false;
        assertThatThrownBy(() -> own.await(Duration.ofMillis(1))).isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void aHandleReadsTheTaskAnewEachTime() {
        assertThat(handle.state()).isEqualTo(TaskState.PENDING);

        client.store.succeed(handle.id(), TEA);

        assertThat(handle.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(handle.view().result()).isEqualTo(TEA);
    }

    @Test
    void overSuccessfulAndFailedAreThreeQuestions() {
        assertThat(handle.state().isFinal()).isFalse();

        client.store.succeed(handle.id(), TEA);
        assertThat(List.of(handle.state().isFinal(), succeeded(), failed())).containsExactly(true, true, false);

        client.store.fail(handle.id(), new TaskError("java.io.IOException", "disk", ""));
        assertThat(List.of(handle.state().isFinal(), succeeded(), failed())).containsExactly(true, false, true);

        for (TaskState neither : List.of(TaskState.REVOKED, TaskState.EXPIRED)) {
            client.store.complete(handle.id(), neither);
            assertThat(List.of(handle.state().isFinal(), succeeded(), failed())).containsExactly(true, false, false);
        }
    }

    private boolean succeeded() {
        return handle.state() == TaskState.SUCCESS;
    }

    private boolean failed() {
        return handle.state() == TaskState.FAILURE;
    }

    @Test
    void aResultIsReadAsJson() {
        assertThatThrownBy(handle::resultJson)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is PENDING and has no result");

        client.store.succeed(handle.id(), "{\"caraway:format\":\"json\",\"value\":" + TEA + "}");

        assertThat(handle.resultJson()).contains(TEA);
    }

    @Test
    void aTaskThatReturnsNothingHasNoJson() {
        TaskHandle<?> clean = client.queue.enqueue(Shop::clean);

        client.store.succeed(clean.id(), null);

        assertThat(clean.resultJson()).isEmpty();
    }

    @Test
    void aFinishedTaskIsForgotten() {
        client.store.succeed(handle.id(), TEA);

        handle.forget();

        assertThatThrownBy(handle::state).isInstanceOf(NoSuchTaskException.class);
        assertThatThrownBy(handle::forget).isInstanceOf(NoSuchTaskException.class);
    }

    @Test
    void aLiveTaskIsNotForgotten() {
        assertThatThrownBy(handle::forget)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Task " + handle.id()
                        + " (Shop.order) is PENDING and cannot be forgotten; wait until it is over");
    }

    @Test
    void whatTheTaskLoggedIsRead() {
        assertThat(handle.log()).isEmpty();
        TaskLogEntry line = new TaskLogEntry(1, Instant.EPOCH, null, null, "packing");

        client.store.logged.put(handle.id(), List.of(line));

        assertThat(handle.log()).containsExactly(line);
    }

    @Test
    void thereIsNoLogOfNoTask() {
        UUID nobody = UUID.fromString("00000000-0000-7000-8000-000000000001");

        assertThatThrownBy(() -> client.queue.handle(nobody, Item.class).log())
                .isInstanceOf(NoSuchTaskException.class)
                .hasMessageContaining("No task has the id " + nobody);
    }

    @Test
    void theDatabaseBeingAwayIsTold() {
        client.store.failNext(1);

        assertThatThrownBy(handle::view).isInstanceOf(QueueUnavailableException.class);
    }

    @Nested
    class Awaiting {

        @Test
        void aFinishedTaskReturnsItsResultAtOnce() {
            client.store.succeed(handle.id(), TEA);

            assertThat(handle.await(LONG)).isEqualTo(new Item("tea", 2));
        }

        @Test
        void aTaskReturnsItsResultWhenItIsOver() {
            CompletableFuture<Item> result = CompletableFuture.supplyAsync(() -> handle.await(LONG), client.executor);
            client.store.looks.acquireUninterruptibly();

            client.store.succeed(handle.id(), TEA);

            assertThat(result.join()).isEqualTo(new Item("tea", 2));
        }

        @Test
        void aVoidTaskReturnsNull() {
            TaskHandle<@Nullable Void> clean = client.queue.enqueue(Shop::clean);
            client.store.succeed(clean.id(), null);

            assertThat(clean.await(LONG)).isNull();
        }

        @Test
        void aHandleFromAnIdReturnsTheRequestedType() {
            client.store.succeed(handle.id(), TEA);

            assertThat(client.queue.handle(handle.id(), Item.class).await(LONG)).isEqualTo(new Item("tea", 2));
            assertThatThrownBy(() ->
                            client.queue.handle(handle.id(), Integer.class).await(LONG))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining("cannot be read as java.lang.Integer");
        }

        @Test
        void aFailedTaskThrowsItsStoredError() {
            TaskError error = new TaskError("java.io.IOException", "disk", "at …");
            client.store.fail(handle.id(), error);

            assertThatThrownBy(() -> handle.await(LONG))
                    .isInstanceOfSatisfying(TaskFailedException.class, failure -> assertThat(failure.error())
                            .isEqualTo(error))
                    .hasMessageContaining("(Shop.order) failed with java.io.IOException: disk");
        }

        @Test
        void aRevokedOrExpiredTaskThrows() {
            client.store.complete(handle.id(), TaskState.REVOKED);
            assertThatThrownBy(() -> handle.await(LONG))
                    .isInstanceOf(TaskRevokedException.class)
                    .hasMessageContaining("was revoked");

            client.store.complete(handle.id(), TaskState.EXPIRED);
            assertThatThrownBy(() -> handle.await(LONG))
                    .isInstanceOf(TaskRevokedException.class)
                    .hasMessageContaining("expired");
        }

        @Test
        void aTimeOutThrowsAndRemovesTheWaiter() throws Exception {
            assertThatThrownBy(() -> handle.await(SHORT))
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessage("Task " + handle.id() + " (" + handle.view().name()
                            + ", PENDING in queue orders, attempt 0) was not over within PT0.02S; it goes on");

            client.executor.shutdown();
            assertThat(client.executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void anUnknownTaskThrows() {
            UUID unknown = UUID.randomUUID();

            assertThatThrownBy(() -> client.queue.handle(unknown, Item.class).await(LONG))
                    .isInstanceOf(NoSuchTaskException.class)
                    .hasMessageContaining(unknown.toString());
        }

        @Test
        void anInterruptedThreadThrowsAndStaysInterrupted() {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> handle.await(LONG)).isInstanceOf(TaskTimeoutException.class);
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void insideATaskIsRefused() {
            CurrentTask.enter(new RunningTask(UUID.randomUUID(), UUID.randomUUID()), CallerContext.NONE);
            try {
                assertThatThrownBy(() -> handle.await(LONG))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("would hold its slot");
            } finally {
                CurrentTask.leave();
            }
        }

        @Test
        void noTimeAtAllIsRefused() {
            assertThatThrownBy(() -> handle.await(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class AStage {

        @Test
        void completesWithTheResult() throws Exception {
            CompletableFuture<Item> stage = handle.toCompletionStage().toCompletableFuture();
            client.store.looks.acquire();
            assertThat(stage).isNotDone();

            client.store.succeed(handle.id(), TEA);

            assertThat(stage.get()).isEqualTo(new Item("tea", 2));
        }

        @Test
        void completesWithTheExceptionThatAwaitThrows() {
            AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
            CompletableFuture<Item> stage = handle.toCompletionStage()
                    .whenComplete((item, failure) -> seen.set(failure))
                    .toCompletableFuture();

            client.store.complete(handle.id(), TaskState.REVOKED);

            assertThatThrownBy(stage::get).isInstanceOf(ExecutionException.class);
            assertThat(seen.get()).isInstanceOf(TaskRevokedException.class);
        }

        private void succeedElsewhere() {
            ResultStore.Key key = new ResultStore.Key(handle.id(), 1, "0123456789abcdef");
            client.shelf.saved().put(key, TEA);
            client.store.succeed(handle.id(), "{\"caraway:stored\":\"" + key + "\",\"bytes\":24}");
        }

        @Test
        void whoseResultIsBeingLoadedKeepsNobodyElseWaiting() throws Exception {
            CountDownLatch loading = new CountDownLatch(1);
            CompletableFuture<Boolean> loaded = new CompletableFuture<>();
            client.shelf.whenLoaded(() -> {
                loading.countDown();
                loaded.join();
            });
            CompletableFuture<Item> stage = handle.toCompletionStage().toCompletableFuture();
            TaskHandle<Item> other = client.queue.enqueue(Shop::order, 3L, "tea");
            succeedElsewhere();
            assertThat(loading.await(60, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Item> awaited = CompletableFuture.supplyAsync(() -> other.await(LONG), client.executor);
            client.store.looks.drainPermits();
            client.store.looks.acquire();
            client.store.succeed(other.id(), TEA);

            assertThat(awaited.get(60, TimeUnit.SECONDS)).isEqualTo(new Item("tea", 2));
            assertThat(stage).isNotDone();
            loaded.complete(true);
            assertThat(stage.get(60, TimeUnit.SECONDS)).isEqualTo(new Item("tea", 2));
        }

        @Test
        void ofATaskThatIsOverDoesNotWaitForTheLoadEither() throws Exception {
            CompletableFuture<Boolean> loaded = new CompletableFuture<>();
            client.shelf.whenLoaded(loaded::join);
            succeedElsewhere();

            CompletableFuture<Item> stage = handle.toCompletionStage().toCompletableFuture();

            assertThat(stage).isNotDone();
            loaded.complete(true);
            assertThat(stage.get(60, TimeUnit.SECONDS)).isEqualTo(new Item("tea", 2));
        }

        @Test
        void endsWhateverTheLoadThrows() {
            client.shelf.whenLoaded(() -> {
                throw new AssertionError("the store is broken");
            });
            succeedElsewhere();

            CompletableFuture<Item> stage = handle.toCompletionStage().toCompletableFuture();

            assertThatThrownBy(() -> stage.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the store is broken");
        }

        @Test
        void endsWhenNoThreadCanLoadTheResult() {
            client.loading.shutdown();
            succeedElsewhere();

            CompletableFuture<Item> stage = handle.toCompletionStage().toCompletableFuture();

            assertThatThrownBy(() -> stage.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining("no thread was to be had");
        }

        @Test
        void ofAnUnknownTaskFailsAtOnce() {
            assertThat(client.queue
                            .handle(UUID.randomUUID(), Item.class)
                            .toCompletionStage()
                            .toCompletableFuture())
                    .isCompletedExceptionally();
        }

        @Test
        void endsWhenTheApplicationStops() {
            CompletableFuture<Item> stage = handle.toCompletionStage().toCompletableFuture();

            client.watcher.stop();

            assertThatThrownBy(stage::get)
                    .cause()
                    .isInstanceOf(CarawayException.class)
                    .hasMessageContaining("the application stops");
        }
    }
}
