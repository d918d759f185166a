package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskCall;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskLogEntry;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.internal.client.ClientFixture.Item;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.inline.InlineRunner;
import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InlineCallTest {

    private final InlineRunner runner = new InlineRunner(
            new TaskRegistry(List.of()),
            PayloadCodec.create(),
            new AttemptEnvironment(() -> () -> {}, ContextPropagation.NONE, TaskObservers.NONE),
            new NoTransactions());
    private final List<NewTask> seen = new ArrayList<>();
    private final ClientFixture fixture = new ClientFixture(this::execute);
    private TaskInvoker body = arguments -> null;

    /** The fixture's methods do nothing. */
    private InlineRun execute(NewTask task, TaskDefinition definition) {
        seen.add(task);
        return runner.run(
                task,
                new TaskDefinition(
                        definition.name(),
                        definition.beanClass(),
                        definition.method(),
                        definition.parameters(),
                        definition.resultType(),
                        definition.settings(),
                        definition.transactional(),
                        body));
    }

    @AfterEach
    void nothingIsEnqueued() {
        assertThat(fixture.store.inserts).isEmpty();
        assertThat(fixture.due).isEmpty();
        fixture.close();
    }

    private TaskCall<Item> order() {
        return fixture.queue.call(ClientFixture.Shop::order, 3L, "tea");
    }

    @Test
    void theResultIsReturned() {
        body = arguments -> new Item((String) arguments[1], Math.toIntExact((Long) arguments[0]));

        assertThat(fixture.queue.run(order())).isEqualTo(new Item("tea", 3));
    }

    @Test
    void aVoidMethodGivesNull() {
        assertThat(fixture.queue.run(fixture.queue.call(ClientFixture.Shop::clean)))
                .isNull();
    }

    @Test
    void aCallByNameRunsToo() {
        body = arguments -> 7;

        assertThat(fixture.queue.<Integer>run(fixture.queue.call("Shop.count", List.of("a"))))
                .isEqualTo(7);
    }

    @Test
    void itsFailureIsThrownWithWhatTheMethodThrewAsItsCause() {
        IOException thrown = new IOException("disk full");
        body = arguments -> {
            throw thrown;
        };

        TaskFailedException failure = catchThrowableOfType(TaskFailedException.class, () -> fixture.queue.run(order()));

        assertThat(failure).hasCause(thrown).hasMessageContaining("java.io.IOException: disk full");
        assertThat(failure.error().message()).isEqualTo("disk full");
    }

    @Test
    void theTaskIsWhatWouldHaveBeenEnqueued() {
        fixture.tenant.enter("north");
        UUID id = UUID.randomUUID();

        fixture.queue.run(order().id(id).header("a", "b").label("c", "d"));

        NewTask task = seen.get(0);
        assertThat(task.id()).isEqualTo(id);
        assertThat(task.queue()).isEqualTo("orders");
        assertThat(task.priority()).isEqualTo(7);
        assertThat(task.headers()).containsEntry("a", "b");
        assertThat(task.labels()).containsEntry("c", "d");
        assertThat(task.arguments()).isEqualTo("[3,\"tea\"]");
        assertThat(task.createdBy()).isEqualTo("alice");
        assertThat(task.context()).contains("north");
    }

    @Test
    void aCallWithoutContextStoresNoContext() {
        fixture.tenant.enter("north");

        fixture.queue.run(order().withoutContext());

        assertThat(seen.get(0).createdBy()).isNull();
        assertThat(seen.get(0).context()).isNull();
    }

    @Test
    void insideOfATaskItIsThatTasksChild() {
        RunningTask outer = new RunningTask(UUID.randomUUID(), UUID.randomUUID());

        CurrentTask.inside(outer, CallerContext.NONE, () -> fixture.queue.apply(order()));

        assertThat(seen.get(0).parentId()).isEqualTo(outer.id());
        assertThat(seen.get(0).rootId()).isEqualTo(outer.root());
    }

    @Nested
    class Refused {

        private void refused(TaskCall<?> call, String complaint) {
            assertThatThrownBy(() -> fixture.queue.apply(call))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(complaint);
            assertThat(seen).isEmpty();
        }

        @Test
        void isANameThatNobodyHereKnows() {
            refused(
                    fixture.queue.call("Far.away"),
                    "Task 'Far.away' is not known to this application and cannot be run inline; enqueue its call for a"
                            + " node that knows it");
        }

        @Test
        void isALaterStart() {
            refused(
                    order().in(Duration.ofSeconds(1)),
                    "Task 'Shop.order' was not run: its call asks to start later, which only the queue can give; leave"
                            + " that out, or enqueue the call");
            refused(order().at(Instant.EPOCH), "to start later");
        }

        @Test
        void isAUniqueKey() {
            refused(order().uniqueKey("tea"), "for a unique key");
        }

        @Test
        void isANodeOrWorker() {
            refused(order().node("a"), "for a node or worker");
            refused(order().worker("a-1"), "for a node or worker");
        }

        @Test
        void areArgumentsThatCouldNotBeEnqueued() {
            refused(fixture.queue.<Item>call("Shop.letters", 'a', (short) 1, Float.NaN), "NaN");
        }
    }

    @Nested
    class TheHandle {

        @Test
        void ofASuccessHasTheResult() {
            body = arguments -> new Item("tea", 1);

            TaskHandle<Item> handle = fixture.queue.apply(order().in(Duration.ZERO));

            assertThat(handle.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(handle.await(Duration.ofNanos(1))).isEqualTo(new Item("tea", 1));
            assertThat(handle.toCompletionStage().toCompletableFuture()).isCompletedWithValue(new Item("tea", 1));
            assertThat(handle.view().id()).isEqualTo(handle.id());
            assertThat(handle.view().arguments()).isEqualTo("[3,\"tea\"]");
        }

        @Test
        void ofAFailureIsReturnedAndThrowsIt() {
            body = arguments -> {
                CurrentTask.find().orElseThrow().log("hm");
                throw new IllegalStateException("no");
            };

            TaskHandle<Item> handle = fixture.queue.apply(order());

            assertThat(handle.state()).isEqualTo(TaskState.FAILURE);
            assertThat(handle.log()).extracting(TaskLogEntry::line).containsExactly("hm");
            assertThatThrownBy(() -> handle.await(Duration.ofSeconds(1)))
                    .isInstanceOf(TaskFailedException.class)
                    .hasRootCauseMessage("no");
            assertThatThrownBy(() ->
                            handle.toCompletionStage().toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TaskFailedException.class);
        }

        @Test
        void ofAnExpiredCallSaysSo() {
            TaskHandle<Item> handle = fixture.queue.apply(order().expiresAt(Instant.EPOCH));

            assertThat(handle.state()).isEqualTo(TaskState.EXPIRED);
            assertThatThrownBy(() -> handle.await(Duration.ofSeconds(1))).isInstanceOf(TaskRevokedException.class);
        }

        @Test
        void isOfATaskThatIsOver() {
            TaskHandle<Item> handle = fixture.queue.apply(order());

            assertThat(handle.revoke(RevokeMode.INTERRUPT)).isEqualTo(RevokeOutcome.OVER);
            assertThatThrownBy(handle::retry)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Task " + handle.id() + " (Shop.order) ran inline and stands in no table, so it cannot be"
                                    + " put back; apply or enqueue its call again");
        }

        @Test
        void forgetsWhatCameOfIt() {
            TaskHandle<Item> handle = fixture.queue.apply(order());

            handle.forget();

            assertThatThrownBy(handle::view)
                    .isInstanceOf(NoSuchTaskException.class)
                    .hasMessageContaining("ran inline and was forgotten");
            assertThatThrownBy(handle::forget).isInstanceOf(NoSuchTaskException.class);
            assertThat(handle).hasToString("inline task " + handle.id());
        }
    }
}
