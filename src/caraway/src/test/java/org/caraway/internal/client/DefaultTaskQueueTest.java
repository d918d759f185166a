package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.internal.client.ClientFixture.Item;
import org.caraway.internal.client.ClientFixture.Shop;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultTaskQueueTest {

    private final ClientFixture client = new ClientFixture(Duration.ofSeconds(30));
    private final DefaultTaskQueue queue = client.queue;

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aCallUsesQueueAndPriorityOfItsDefinition() {
        TaskHandle<Item> handle = queue.enqueue(Shop::order, 42L, "tea");

        NewTask task = onlyTask();
        assertThat(task.id()).isEqualTo(handle.id());
        assertThat(task.name()).isEqualTo("Shop.order");
        assertThat(task.queue()).isEqualTo("orders");
        assertThat(task.priority()).isEqualTo(7);
        assertThat(task.arguments()).isEqualTo("[42,\"tea\"]");
        assertThat(task.delay()).isNull();
        assertThat(task.parentId()).isNull();
        assertThat(task.rootId()).isNull();
        assertThat(client.due).containsExactly("orders PT0S");
    }

    @Test
    void aCallUsesItsOwnQueueAndPriority() {
        queue.enqueue(queue.call(Shop::order, 42L, "tea")
                .queue("slow")
                .priority(1)
                .in(Duration.ofMinutes(5))
                .header("tenant", "a")
                .label("order", "42"));

        NewTask task = onlyTask();
        assertThat(task.queue()).isEqualTo("slow");
        assertThat(task.priority()).isEqualTo(1);
        assertThat(task.delay()).isEqualTo(Duration.ofMinutes(5));
        assertThat(task.headers()).isEqualTo(Map.of("tenant", "a"));
        assertThat(task.labels()).isEqualTo(Map.of("order", "42"));
        assertThat(client.due).containsExactly("slow PT5M");
    }

    @Test
    void whatACallOverridesStandsInItsRow() {
        queue.enqueue(queue.call(Shop::clean)
                .ignoreResult()
                .retainFor(Duration.ofDays(3))
                .softTimeLimit(Duration.ofSeconds(4))
                .timeLimit(Duration.ofSeconds(5))
                .maxRetries(6));

        NewTask task = onlyTask();
        assertThat(task.maxRetries()).isEqualTo(6);
        assertThat(task.options())
                .isEqualTo(Map.of(
                        "ignore-result", "true",
                        "retain-for", "PT72H",
                        "soft-time-limit", "PT4S",
                        "time-limit", "PT5S"));
    }

    @Test
    void aTaskWithoutDefinitionUsesTheDefaultQueue() {
        queue.enqueue(queue.call("other.task", 1, "x", null));

        NewTask task = onlyTask();
        assertThat(task.queue()).isEqualTo("default");
        assertThat(task.priority()).isEqualTo(4);
        assertThat(task.arguments()).isEqualTo("[1,\"x\",null]");
    }

    @Test
    void aStartInThePastIsDueAtOnce() {
        queue.enqueue(queue.call(Shop::clean).at(Instant.EPOCH));

        assertThat(onlyTask().startAt()).isEqualTo(Instant.EPOCH);
        assertThat(client.due).containsExactly("default PT0S");
    }

    /** Of those that may run at once, and of the earliest of the others. */
    @Test
    void manyCallsAreOneInsertAndAreToldByQueue() {
        TaskCall<Item> order = queue.call(Shop::order, 1L, "tea");
        TaskCall<Item> later = order.in(Duration.ofHours(1));
        TaskCall<Item> elsewhere = order.queue("slow");

        List<TaskHandle<Item>> handles = queue.enqueueAll(List.of(later, order, elsewhere, order));

        assertThat(client.store.inserts).hasSize(1);
        assertThat(client.store.inserts.get(0))
                .extracting(NewTask::id)
                .containsExactlyElementsOf(handles.stream().map(TaskHandle::id).toList());
        assertThat(client.due).containsExactly("orders PT0S", "orders PT1H", "slow PT0S");
    }

    @Test
    void noCallsAreNoInsert() {
        assertThat(queue.<Item>enqueueAll(List.of())).isEmpty();
        assertThat(client.store.inserts).isEmpty();
    }

    @Test
    void oneUnfitCallAmongManyLeavesNothingEnqueued() {
        TaskCall<Item> good = queue.call(Shop::order, 1L, "tea");
        TaskCall<Item> bad = TaskCall.of("Shop.order", List.of("x"));

        assertThatThrownBy(() -> queue.enqueueAll(List.of(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Task 'Shop.order' was not enqueued");
        assertThat(client.store.inserts).isEmpty();
        assertThat(client.due).isEmpty();
    }

    @Test
    void aCallExpiresWhenItSaysOrElseWhenItsDefinitionDoes() {
        Instant end = Instant.parse("2030-01-01T00:00:00Z");

        queue.enqueueAll(
                List.of(queue.call("Shop.sweep"), queue.call("Shop.sweep").expiresAt(end), queue.call("Shop.clean")));

        List<NewTask> tasks = client.store.inserts.get(0);
        assertThat(tasks.get(0).timing().expiresIn()).isEqualTo(Duration.ofHours(1));
        assertThat(tasks.get(1).timing().expiresIn()).isNull();
        assertThat(tasks.get(1).timing().expiresAt()).isEqualTo(end);
        assertThat(tasks.get(2).timing().expiresIn()).isNull();
    }

    @Test
    void tenMegabytesOfArgumentsAreRefused() {
        String large = "x".repeat(10 << 20);

        assertThatThrownBy(() -> queue.enqueue(queue.call("other.task", large)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The arguments of task 'other.task' are 10485764 bytes of JSON, more than 1048576; store the"
                                + " data and pass its id, or raise caraway.max-arguments-bytes");
        assertThat(client.store.inserts).isEmpty();
    }

    @Test
    void argumentsThatAreTooLargeAreRefusedWithTheirSize() {
        String text = "\u00e9".repeat(1 << 19);

        assertThatThrownBy(() -> queue.enqueue(Shop::order, 1L, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are 1048582 bytes of JSON, more than 1048576")
                .hasMessageContaining("caraway.max-arguments-bytes");
        assertThat(client.store.inserts).isEmpty();
    }

    @Test
    void anUnavailableDatabaseIsReportedAndNothingIsSignalled() {
        client.store.failNext(1);

        assertThatThrownBy(() -> queue.enqueue(Shop::clean)).isInstanceOf(QueueUnavailableException.class);
        assertThat(client.due).isEmpty();
    }

    @Test
    void aTaskEnqueuedInsideATaskKnowsItsParentAndRoot() {
        RunningTask running = new RunningTask(UUID.randomUUID(), UUID.randomUUID());
        CurrentTask.enter(running, new CallerContext("bob", "{\"tenant\":\"north\"}"));
        try {
            queue.enqueue(Shop::clean);
        } finally {
            CurrentTask.leave();
        }

        assertThat(onlyTask().parentId()).isEqualTo(running.id());
        assertThat(onlyTask().rootId()).isEqualTo(running.root());
    }

    @Test
    void aCallMayHaveThePriorityOfTheTaskThatEnqueuesIt() {
        CurrentTask.enter(new RunningTask(UUID.randomUUID(), UUID.randomUUID()), CallerContext.NONE);
        try {
            queue.enqueue(queue.call(Shop::clean).inheritPriority());
        } finally {
            CurrentTask.leave();
        }

        assertThat(onlyTask().priority()).isEqualTo(9);
    }

    @Test
    void outsideOfTasksThereIsNoPriorityToHave() {
        queue.enqueue(queue.call(Shop::order, 1L, "tea").inheritPriority());

        assertThat(onlyTask().priority()).isEqualTo(7);
    }

    @Test
    void theCallersNameAndContextTravel() {
        client.tenant.enter("north");

        queue.enqueue(Shop::clean);

        assertThat(onlyTask().createdBy()).isEqualTo("alice");
        assertThat(onlyTask().context()).isEqualTo("{\"tenant\":\"north\"}");
    }

    @Test
    void whereNothingIsCapturedNothingIsStored() {
        queue.enqueue(Shop::clean);

        assertThat(onlyTask().context()).isNull();
    }

    @Test
    void aCallWithoutContextStoresNeitherCallerNorContext() {
        client.tenant.enter("north");

        queue.enqueueAll(List.of(queue.call(Shop::clean).withoutContext(), queue.call(Shop::clean)));

        assertThat(client.store.inserts.get(0)).extracting(NewTask::createdBy).containsExactly(null, "alice");
        assertThat(client.store.inserts.get(0))
                .extracting(NewTask::context)
                .containsExactly(null, "{\"tenant\":\"north\"}");
    }

    @Test
    void aDefinitionWithoutContextStoresNeitherCallerNorContext() {
        client.tenant.enter("n".repeat(100)); // more than may be captured: it is not even asked for

        queue.enqueue(Shop::sweep);

        assertThat(onlyTask().createdBy()).isNull();
        assertThat(onlyTask().context()).isNull();
    }

    @Test
    void aCallWithoutContextIsEnqueuedEvenWhenTheContextIsTooLarge() {
        client.tenant.enter("n".repeat(100));

        assertThatThrownBy(() -> queue.enqueue(Shop::clean))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("the context is 113 bytes of JSON, more than 100. By propagator: tenant 100.")
                .hasMessageContaining("caraway.max-context-bytes");
        assertThat(client.store.inserts).isEmpty();

        queue.enqueue(queue.call(Shop::clean).withoutContext());

        assertThat(onlyTask().context()).isNull();
    }

    @Test
    void aTaskEnqueuedInsideATaskHasTheCallerAndContextOfThat() {
        CurrentTask.enter(
                new RunningTask(UUID.randomUUID(), UUID.randomUUID()),
                new CallerContext("bob", "{\"tenant\":\"north\",\"unknown\":{\"version\":2,\"value\":\"x\"}}"));
        try {
            queue.enqueue(Shop::clean);
            client.tenant.enter("south");
            queue.enqueue(Shop::clean);
            queue.enqueue(queue.call(Shop::clean).withoutContext());
        } finally {
            CurrentTask.leave();
        }

        List<NewTask> tasks =
                client.store.inserts.stream().flatMap(List::stream).toList();
        assertThat(tasks).extracting(NewTask::createdBy).containsExactly("bob", "bob", null);
        assertThat(tasks)
                .extracting(NewTask::context)
                .containsExactly(
                        "{\"tenant\":\"north\",\"unknown\":{\"version\":2,\"value\":\"x\"}}",
                        "{\"tenant\":\"south\",\"unknown\":{\"version\":2,\"value\":\"x\"}}",
                        null);
    }

    @Test
    void manyAreLookedAtInOneQuestion() {
        TaskHandle<Item> one = queue.enqueue(Shop::order, 1L, "tea");
        TaskHandle<Item> other = queue.enqueue(Shop::order, 2L, "tea");
        UUID unknown = UUID.randomUUID();

        assertThat(queue.summaries(List.of(one.id(), unknown, other.id(), one.id())))
                .containsOnlyKeys(one.id(), other.id())
                .containsEntry(other.id(), other.view().summary());
    }

    @Test
    void moreThanAThousandAreNotLookedAtAtOnce() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(1_001).toList();

        assertThatThrownBy(() -> queue.summaries(ids))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1001 ids are too many at once; give at most 1000");
    }

    private NewTask onlyTask() {
        assertThat(client.store.inserts).hasSize(1);
        assertThat(client.store.inserts.get(0)).hasSize(1);
        return client.store.inserts.get(0).get(0);
    }
}
