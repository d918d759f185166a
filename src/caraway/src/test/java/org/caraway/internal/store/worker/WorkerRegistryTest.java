package org.caraway.internal.store.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.caraway.CallOptions;
import org.caraway.admin.WorkerOrder;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which workers exist, until when, and which queues and names they serve. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class WorkerRegistryTest {

    private static final String GONE = "gone-1a2b3";
    private static final String OF_GONE = CallOptions.queueOfWorker(GONE);

    private final StoreUnderTest bench;

    WorkerRegistryTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theQueuesOfLivingWorkersAreKnown() throws SQLException {
        register(GONE, Map.of("reports", 1, OF_GONE, 1));
        assertThat(bench.store().workers().servedQueues())
                .containsExactlyInAnyOrder(StoreUnderTest.QUEUE, "reports", OF_GONE);

        bench.expireLease(GONE);

        assertThat(bench.store().workers().servedQueues()).containsExactly(StoreUnderTest.QUEUE);
    }

    @Test
    void theLivingWorkersThatHaveANameAreKnown() throws SQLException {
        register(GONE, Map.of());
        bench.store()
                .workers()
                .register("other", "host", Map.of(), Set.of("Other.name"), StoreUnderTest.LEASE, WorkerOrder.WORK);
        assertThat(bench.store().workers().knowing(StoreUnderTest.NAME))
                .containsExactlyInAnyOrder(StoreUnderTest.WORKER, GONE);

        bench.expireLease(GONE);

        assertThat(bench.store().workers().knowing(StoreUnderTest.NAME)).containsExactly(StoreUnderTest.WORKER);
    }

    @Test
    void slotsThatHaveChangedAreNoted() throws SQLException {
        register(GONE, Map.of(StoreUnderTest.QUEUE, 1));

        bench.store().workers().updateSlots(StoreUnderTest.WORKER, Map.of(StoreUnderTest.QUEUE, 7));

        assertThat(bench.count(
                        "SELECT slots FROM caraway_worker_queue WHERE worker_id = '" + StoreUnderTest.WORKER + "'"))
                .isEqualTo(7);
        assertThat(bench.count("SELECT slots FROM caraway_worker_queue WHERE worker_id = '" + GONE + "'"))
                .isEqualTo(1);
    }

    @Test
    void aLeaseIsRenewedOnlyWhileTheWorkerIsKnown() throws SQLException {
        assertThat(bench.store().workers().renew(StoreUnderTest.WORKER, StoreUnderTest.LEASE, 3))
                .isPresent();
        assertThat(bench.store().workers().renew("stranger", StoreUnderTest.LEASE, 0))
                .isEmpty();
        assertThat(bench.count("SELECT fenced_completions FROM caraway_worker")).isEqualTo(3);
    }

    @Test
    void theQueuesAndNamesOfAWorkerAreDeletedWithIt() throws SQLException {
        bench.store().releases().releaseAll(StoreUnderTest.WORKER);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker_queue")).isZero();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker_name")).isZero();
    }

    @Nested
    class NodesWithoutAWorker {

        private boolean differs(String signature) {
            return bench.store().workers().differsElsewhere(StoreUnderTest.NAME, signature);
        }

        @Test
        void ofAnotherReleaseAreKnownForADay() throws SQLException {
            bench.store().workers().announce(Map.of(StoreUnderTest.NAME, "new", "Other.task", "old"));

            assertThat(differs("old")).isTrue();
            assertThat(differs("new")).isFalse();

            bench.execute("UPDATE caraway_signature SET counts_until = counts_until - INTERVAL '1' DAY");
            assertThat(differs("old")).isFalse();
        }

        @Test
        void thatStartAgainCountForAnotherDayAndOutdatedOnesAreDeleted() throws SQLException {
            bench.store().workers().announce(Map.of(StoreUnderTest.NAME, "new", "Other.task", "gone"));
            bench.execute("UPDATE caraway_signature SET counts_until = counts_until - INTERVAL '2' DAY");

            bench.store().workers().announce(Map.of(StoreUnderTest.NAME, "new"));

            assertThat(differs("old")).isTrue();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_signature")).isEqualTo(1);
        }
    }

    private void register(String worker, Map<String, Integer> queues) {
        bench.store()
                .workers()
                .register(worker, "host", queues, Set.of(StoreUnderTest.NAME), StoreUnderTest.LEASE, WorkerOrder.WORK);
    }
}
