package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.internal.client.ClientFixture.Shop;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BroadcastTest {

    private final ClientFixture client = new ClientFixture(Duration.ofSeconds(30));
    private final DefaultTaskQueue queue = client.queue;

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void eachWorkerThatHasTheTaskGetsACopyOfItsOwnInOneInsert() {
        client.store.workers.put("Shop.clean", List.of("a-11111", "b-22222"));
        client.store.workers.put("Shop.count", List.of("c-33333"));

        List<? extends TaskHandle<@Nullable Void>> handles =
                queue.broadcast(queue.call(Shop::clean).priority(9));

        assertThat(client.store.inserts).hasSize(1);
        List<NewTask> tasks = client.store.inserts.get(0);
        assertThat(tasks).extracting(NewTask::queue).containsExactly("@worker:a-11111", "@worker:b-22222");
        assertThat(tasks).extracting(NewTask::priority).containsOnly(9);
        assertThat(tasks).extracting(NewTask::id).doesNotHaveDuplicates();
        assertThat(handles)
                .extracting(TaskHandle::id)
                .isEqualTo(tasks.stream().map(NewTask::id).toList());
        assertThat(tasks)
                .extracting(task -> task.labels().get(TaskQueue.BROADCAST_LABEL))
                .doesNotContainNull()
                .containsOnly(tasks.get(0).labels().get(TaskQueue.BROADCAST_LABEL));
    }

    @Test
    void withoutSuchAWorkerNothingIsEnqueued() {
        assertThat(queue.broadcast(queue.call(Shop::clean))).isEmpty();
        assertThat(client.store.inserts).isEmpty();
    }

    static Stream<TaskCall<?>> whatCopiesCannotShare() {
        TaskCall<?> call = TaskCall.of("Shop.clean", List.of());
        return Stream.of(
                call.queue("q"), call.node("n"), call.worker("w"), call.id(UUID.randomUUID()), call.uniqueKey("k"));
    }

    @ParameterizedTest
    @MethodSource("whatCopiesCannotShare")
    void whatTheCopiesCannotShareIsRefused(TaskCall<?> call) {
        client.store.workers.put("Shop.clean", List.of("a-11111"));

        assertThatThrownBy(() -> queue.broadcast(call))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Task 'Shop.clean' was not broadcast: its call asks for a queue, node, worker, id or unique key,"
                                + " which the copies cannot share; remove that option");
    }
}
