package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.limited;
import static org.caraway.test.ClaimRequests.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Claiming tasks by their ids. */
@EachDatabase
class ClaimByIdTest {

    private final StoreUnderTest bench;

    ClaimByIdTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theyAreStartedByTheWorker() {
        List<UUID> ids = bench.insert(2);

        List<ClaimedTask> claimed = claimThese(ids.get(0), ids.get(1));

        assertThat(claimed).extracting(ClaimedTask::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(claimed).allSatisfy(task -> {
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(task.workerId()).isEqualTo(StoreUnderTest.WORKER);
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.STARTED);
        });
        assertThat(claimThese(ids.get(0), ids.get(1))).isEmpty();
    }

    @Test
    void tasksThatMayNotBeClaimedStay() throws SQLException {
        List<UUID> ids = bench.insert(6);
        change(ids.get(0), "run_at = CURRENT_TIMESTAMP + INTERVAL '1' HOUR");
        change(ids.get(1), "revoke_mode = 'COOPERATIVE'");
        change(ids.get(2), "expires_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR");
        change(ids.get(3), "queue = 'other'");
        change(ids.get(4), "name = 'Fax.send'");
        change(ids.get(5), "state = 'WAITING'");

        assertThat(claimThese(ids.toArray(UUID[]::new))).isEmpty();
    }

    @Test
    void aPausedQueueGivesNothing() throws SQLException {
        UUID id = bench.insert(1).get(0);
        bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('" + StoreUnderTest.QUEUE + "', true)");

        assertThat(claimThese(id)).isEmpty();
    }

    @Test
    void aWorkerWhoseLeaseIsOverGetsNothing() throws SQLException {
        UUID id = bench.insert(1).get(0);
        bench.expireLease(StoreUnderTest.WORKER);

        assertThat(claimThese(id)).isEmpty();
    }

    @Test
    void limitsHold() {
        List<UUID> ids = bench.insert(3);
        ClaimRequest request = limited(request(10), new StartLimits(List.of(), ConcurrencyLimit.parse("1")));

        assertThat(bench.store().claims().claimThese(request, Set.copyOf(ids))).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void theLimitOfAQueueHolds() {
        List<UUID> ids = bench.insert(3);
        ClaimRequest request = new ClaimRequest(
                StoreUnderTest.WORKER,
                StoreUnderTest.QUEUE,
                Set.of(StoreUnderTest.NAME),
                10,
                10,
                false,
                ClaimRequest.FairnessGroup.FIRST,
                Map.of(),
                1);

        assertThat(bench.store().claims().claimThese(request, Set.copyOf(ids))).hasSize(1);
    }

    @Test
    void aPendingKeyIsReleased() throws SQLException {
        UUID id = bench.insert(1).get(0);
        change(id, "unique_key = 'k', unique_scope = 'PENDING', unique_lock = 'k'");

        assertThat(claimThese(id)).hasSize(1);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE unique_lock IS NOT NULL"))
                .isZero();
    }

    @Test
    void ofTwoWorkersOneGetsIt() {
        UUID id = bench.insert(1).get(0);
        bench.register("worker-2");
        Set<String> got = new HashSet<>();

        for (String worker : List.of(StoreUnderTest.WORKER, "worker-2")) {
            bench.store()
                    .claims()
                    .claimThese(
                            ClaimRequest.of(worker, StoreUnderTest.QUEUE, Set.of(StoreUnderTest.NAME), 10), Set.of(id))
                    .forEach(task -> got.add(task.workerId()));
        }

        assertThat(got).containsExactly(StoreUnderTest.WORKER);
    }

    /** An operator's transaction must not stop the claim loop. */
    @Test
    void aLockedRowIsNotWaitedFor() throws SQLException {
        List<UUID> ids = bench.insert(2);

        try (Connection session = bench.database().getConnection();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("SELECT id FROM caraway_active WHERE id = '" + ids.get(0) + "' FOR UPDATE");
            assertThat(claimThese(ids.get(0), ids.get(1)))
                    .extracting(ClaimedTask::id)
                    .containsExactly(ids.get(1));
            session.rollback();
        }
    }

    private void change(UUID id, String columns) throws SQLException {
        bench.execute("UPDATE caraway_active SET " + columns + " WHERE id = '" + id + "'");
    }

    private List<ClaimedTask> claimThese(UUID... ids) {
        return bench.store().claims().claimThese(request(10), Set.of(ids));
    }
}
