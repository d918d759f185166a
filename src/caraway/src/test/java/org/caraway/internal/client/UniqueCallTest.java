package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.internal.client.ClientFixture.Item;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UniqueCallTest {

    private final List<@Nullable TaskFacts> told = new ArrayList<>();
    private final ClientFixture client = new ClientFixture(Duration.ofSeconds(30), List.of(new TaskObserver() {
        @Override
        public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
            return new EnqueueStep() {
                @Override
                public void enqueued(List<@Nullable TaskFacts> tasks) {
                    told.addAll(tasks);
                }
            };
        }
    }));
    private final TaskCall<Item> call =
            client.queue.<Item>call("Shop.order", 42L, "tea").uniqueKey("order-42");

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theSecondCallGetsTheHandleOfTheFirst() {
        TaskHandle<Item> first = client.queue.enqueue(call);

        assertThat(client.queue.enqueue(call).id()).isEqualTo(first.id());
    }

    @Test
    void onlyWhatWasEnqueuedIsToldAndSignalled() {
        UUID first = client.queue.enqueue(call).id();
        client.due.clear();
        told.clear();

        client.queue.enqueue(call);
        List<TaskHandle<Item>> both =
                client.queue.enqueueAll(List.of(call, client.queue.<Item>call("Shop.order", 43L, "milk")));

        assertThat(both).extracting(TaskHandle::id).first().isEqualTo(first);
        assertThat(told).hasSize(3);
        assertThat(told.subList(0, 2)).containsOnlyNulls();
        assertThat(told.get(2))
                .isNotNull()
                .extracting(TaskFacts::id)
                .isEqualTo(both.get(1).id());
        assertThat(client.due).containsExactly("orders PT0S");
    }

    @Test
    void aChosenIdIsThatOfTheTask() {
        UUID id = UUID.randomUUID();

        assertThat(client.queue.enqueue(client.queue.call("Shop.clean").id(id)).id())
                .isEqualTo(id);
        assertThat(client.store.inserts.get(0).get(0).idChosen()).isTrue();
    }
}
