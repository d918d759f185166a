package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Claiming due tasks. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class ClaimTest {

    private final StoreUnderTest bench;

    ClaimTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aClaimStartsTheTask() {
        ClaimedTask claimed = bench.started();

        TaskView found = bench.view(claimed.id());
        assertThat(claimed.attempt()).isEqualTo(1);
        assertThat(found.state()).isEqualTo(TaskState.STARTED);
        assertThat(found.workerId()).isEqualTo(StoreUnderTest.WORKER);
        assertThat(found.attempt()).isEqualTo(1);
        assertThat(found.startedAt()).isNotNull();
    }

    @Test
    void onlyDueTasksOfTheQueueAndOfKnownNamesAreClaimed() {
        UUID due = UUID.randomUUID();
        bench.store()
                .inserts()
                .insert(List.of(
                        StoreUnderTest.task(due, StoreUnderTest.NAME, StoreUnderTest.QUEUE, 4, null),
                        StoreUnderTest.task(
                                UUID.randomUUID(), StoreUnderTest.NAME, StoreUnderTest.QUEUE, 9, Duration.ofHours(1)),
                        StoreUnderTest.task(UUID.randomUUID(), StoreUnderTest.NAME, "other", 4, null),
                        StoreUnderTest.task(UUID.randomUUID(), "Other.task", StoreUnderTest.QUEUE, 4, null)));

        assertThat(bench.claim(10)).extracting(ClaimedTask::id).containsExactly(due);
    }

    @Test
    void theHighestPriorityAndThenTheLongestDueGoesFirst() throws SQLException {
        UUID late = UUID.randomUUID();
        UUID early = UUID.randomUUID();
        UUID high = UUID.randomUUID();
        for (UUID id : List.of(late, early, high)) {
            bench.store().inserts().insert(List.of(StoreUnderTest.task(id, StoreUnderTest.NAME, "default", 4, null)));
        }
        bench.execute(
                "UPDATE caraway_active SET run_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE id = '" + early + "'");
        bench.execute("UPDATE caraway_active SET priority = 5 WHERE id = '" + high + "'");

        assertThat(bench.claim(2)).extracting(ClaimedTask::id).containsExactly(high, early);
        assertThat(bench.claim(2)).extracting(ClaimedTask::id).containsExactly(late);
    }

    @Test
    void aWorkerWithoutAValidLeaseGetsNothing() throws SQLException {
        bench.insert(1);

        assertThat(bench.claim("stranger", 1)).isEmpty();
        bench.expireLease(StoreUnderTest.WORKER);

        assertThat(bench.claim(1)).isEmpty();
    }

    @Test
    void twoWorkersNeverClaimTheSameTask() throws Exception {
        bench.register("worker-2");
        bench.insert(1_000);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<List<UUID>> first = threads.submit(claimAll("worker-1"));
            Future<List<UUID>> second = threads.submit(claimAll("worker-2"));

            List<UUID> claimed = new ArrayList<>(first.get());
            claimed.addAll(second.get());
            assertThat(claimed).hasSize(1_000);
            assertThat(new HashSet<>(claimed)).hasSize(1_000);
        } finally {
            threads.shutdownNow();
        }
    }

    /** A claim may come back empty while the other one holds what is left, so the table decides when to end. */
    private Callable<List<UUID>> claimAll(String worker) {
        return () -> {
            List<UUID> ids = new ArrayList<>();
            while (bench.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'PENDING'") > 0) {
                bench.claim(worker, 7).forEach(task -> ids.add(task.id()));
            }
            return ids;
        };
    }

    @Test
    void theNextDueTaskIsKnown() {
        Set<String> names = Set.of(StoreUnderTest.NAME);
        assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, names))
                .isEmpty();

        bench.store()
                .inserts()
                .insert(List.of(StoreUnderTest.task(
                        UUID.randomUUID(), StoreUnderTest.NAME, "default", 2, Duration.ofHours(1))));
        assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, names))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60)));
        assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, Set.of("Other.task")))
                .isEmpty();
        assertThat(bench.store().claims().untilNextDue("other", names)).isEmpty();

        bench.insert(1);
        assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, names))
                .hasValueSatisfying(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ZERO));
    }

    @Test
    void aTaskThatAnotherTransactionHoldsIsSkipped() throws SQLException {
        List<UUID> ids = bench.insert(2);

        try (Connection connection = lock("SELECT id FROM caraway_active WHERE id = ? FOR UPDATE", ids.get(0))) {
            assertThat(bench.claim(5)).extracting(ClaimedTask::id).containsExactly(ids.get(1));
            connection.rollback();
        }
        assertThat(bench.claim(5)).extracting(ClaimedTask::id).containsExactly(ids.get(0));
    }

    private Connection lock(String select, Object id) throws SQLException {
        Connection connection = bench.database().getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setObject(1, id);
            statement.executeQuery();
        }
        return connection;
    }
}
