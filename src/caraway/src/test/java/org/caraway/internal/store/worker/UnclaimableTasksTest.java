package org.caraway.internal.store.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.admin.WorkerOrder;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Finding due tasks that no worker can claim. */
@EachDatabase
class UnclaimableTasksTest {

    private final StoreUnderTest bench;

    UnclaimableTasksTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aNameThatNoWorkerOfTheQueueHasIsReported() {
        enqueue("Mail.sned", StoreUnderTest.QUEUE);
        enqueue("Mail.sned", StoreUnderTest.QUEUE);
        bench.store()
                .workers()
                .register(
                        "elsewhere",
                        "host",
                        Map.of("other", 1),
                        Set.of("Mail.sned"),
                        StoreUnderTest.LEASE,
                        WorkerOrder.WORK);

        assertThat(bench.store().unclaimable().unclaimable())
                .extracting(Unclaimable::queue, Unclaimable::name, Unclaimable::tasks, Unclaimable::lacking)
                .containsExactly(tuple(StoreUnderTest.QUEUE, "Mail.sned", 2L, Unclaimable.Lacking.NAME));
    }

    @Test
    void aQueueWithoutWorkersIsReported() {
        enqueue(StoreUnderTest.NAME, "forgotten");

        assertThat(bench.store().unclaimable().unclaimable())
                .extracting(Unclaimable::queue, Unclaimable::lacking)
                .containsExactly(tuple("forgotten", Unclaimable.Lacking.QUEUE));
    }

    @Test
    void aWorkerWhoseLeaseIsOverServesNothing() throws SQLException {
        bench.insert(1);
        assertThat(bench.store().unclaimable().unclaimable()).isEmpty();

        bench.expireLease(StoreUnderTest.WORKER);

        assertThat(bench.store().unclaimable().unclaimable()).hasSize(1);
    }

    @Test
    void delayedAndRunningTasksAreNotReported() {
        bench.started();
        bench.store()
                .inserts()
                .insert(List.of(StoreUnderTest.task(
                        UUID.randomUUID(), "Mail.sned", StoreUnderTest.QUEUE, 4, Duration.ofHours(1))));

        assertThat(bench.store().unclaimable().unclaimable()).isEmpty();
    }

    @Test
    void tasksOfAllPrioritiesAreCountedTogetherAndThoseOfOneWorkerNot() {
        enqueue("Mail.sned", StoreUnderTest.QUEUE, 1);
        enqueue("Mail.sned", StoreUnderTest.QUEUE, 9);
        enqueue("Mail.sned", "zone", 4);
        enqueue("Mail.sned", CallOptions.queueOfWorker("gone"), 4);
        enqueue(StoreUnderTest.NAME, StoreUnderTest.QUEUE, 0);
        enqueue("Zip.pack", StoreUnderTest.QUEUE, 4);

        assertThat(bench.store().unclaimable().unclaimable())
                .extracting(Unclaimable::queue, Unclaimable::name, Unclaimable::tasks, Unclaimable::lacking)
                .containsExactly(
                        tuple(StoreUnderTest.QUEUE, "Mail.sned", 2L, Unclaimable.Lacking.NAME),
                        tuple(StoreUnderTest.QUEUE, "Zip.pack", 1L, Unclaimable.Lacking.NAME),
                        tuple("zone", "Mail.sned", 1L, Unclaimable.Lacking.QUEUE));
    }

    private void enqueue(String name, String queue, int priority) {
        bench.store().inserts().insert(List.of(StoreUnderTest.task(UUID.randomUUID(), name, queue, priority, null)));
    }

    private void enqueue(String name, String queue) {
        bench.store().inserts().insert(List.of(StoreUnderTest.task(UUID.randomUUID(), name, queue, 4, null)));
    }

    @Test
    void unclaimableTasksAreCounted() {
        enqueue(StoreUnderTest.NAME, "nobody");

        assertThat(bench.store().unclaimable().unclaimable()).singleElement().satisfies(group -> {
            assertThat(group.queue()).isEqualTo("nobody");
            assertThat(group.lacking()).isEqualTo(Unclaimable.Lacking.QUEUE);
        });
    }
}
