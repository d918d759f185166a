package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.QueueFullException;
import org.caraway.TaskCall;
import org.caraway.TaskState;
import org.caraway.internal.client.QueueBound.WhenFull;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueBoundsTest {

    private final ClientFixture client = new ClientFixture(
            Duration.ofSeconds(30),
            List.of(),
            Map.of(
                    "strict", new QueueBound(2, WhenFull.REJECT, Duration.ZERO),
                    "patient", new QueueBound(2, WhenFull.BLOCK, Duration.ofMinutes(1)),
                    "hasty", new QueueBound(2, WhenFull.BLOCK, Duration.ofMillis(1))));

    @AfterEach
    void close() {
        client.close();
    }

    private TaskCall<Object> call(String queue) {
        return client.queue.<Object>call("Shop.clean").queue(queue);
    }

    private UUID enqueue(String queue) {
        return client.queue.enqueue(call(queue)).id();
    }

    @Test
    void aFullQueueRejectsAndIsNamedWithItsLimitAndTheFix() {
        enqueue("strict");
        enqueue("strict");

        assertThatThrownBy(() -> enqueue("strict"))
                .isInstanceOfSatisfying(QueueFullException.class, full -> {
                    assertThat(full.queue()).isEqualTo("strict");
                    assertThat(full.maxLength()).isEqualTo(2);
                })
                .hasMessage(
                        "Queue 'strict' may have 2 waiting tasks and has no room for 1 more, so nothing was enqueued;"
                                + " let more workers serve it, or raise caraway.queue.\"strict\".max-length");
        assertThat(client.store.inserts).hasSize(2);
    }

    @Test
    void ofABatchThatDoesNotFitNothingIsEnqueued() {
        assertThatThrownBy(() -> client.queue.enqueueAll(
                        List.of(call("other"), call("patient"), call("patient"), call("patient"))))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("no room for 3 more, so nothing was enqueued; enqueue fewer at once");
        assertThat(client.store.inserts).isEmpty();
    }

    @Test
    void aQueueWithoutLimitIsNotCounted() {
        enqueue("other");

        assertThat(client.store.counts.availablePermits()).isZero();
    }

    @Test
    void aCallWaitsUntilThereIsRoom() throws Exception {
        UUID first = enqueue("patient");
        enqueue("patient");
        client.store.counts.drainPermits();

        Future<UUID> waiting = client.executor.submit(() -> enqueue("patient"));
        assertThat(client.store.counts.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.isDone()).isFalse();
        client.store.complete(first, TaskState.SUCCESS);

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aCallThatFindsNoRoomInTimeIsRejected() {
        enqueue("hasty");
        enqueue("hasty");

        assertThatThrownBy(() -> enqueue("hasty"))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("there was no room within PT0.001S; let more workers serve it");
    }

    @Test
    void insideATransactionNobodyWaits() {
        enqueue("patient");
        enqueue("patient");
        client.transaction.inTransaction = true;

        assertThatThrownBy(() -> enqueue("patient"))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("a call does not wait inside a transaction, whose locks it would hold");
    }

    @Test
    void aThreadThatIsInterruptedWaitsNoLonger() {
        enqueue("patient");
        enqueue("patient");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> enqueue("patient")).isInstanceOf(QueueFullException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsSetAtRunTimeWins() {
        client.store.maxLengths.put("strict", 1);
        client.store.maxLengths.put("other", 0);

        enqueue("strict");

        assertThatThrownBy(() -> enqueue("strict")).hasMessageContaining("may have 1 waiting tasks");
        assertThatThrownBy(() -> enqueue("other")).isInstanceOf(QueueFullException.class);
    }
}
