package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.caraway.test.StoreUnderTest.ERROR;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rescuing the tasks of lost workers. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class OrphanRecoveryTest {

    private static final RescueResult NOTHING = new RescueResult(List.of(), List.of(), List.of(), false);

    private final StoreUnderTest bench;

    OrphanRecoveryTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aWorkerThatAnotherNodeIsRescuingIsSkipped() throws SQLException {
        ClaimedTask task = bench.started();
        bench.expireLease(StoreUnderTest.WORKER);

        try (Connection connection =
                lock("SELECT id FROM caraway_worker WHERE id = ? FOR UPDATE", StoreUnderTest.WORKER)) {
            assertThat(bench.rescue(Map.of())).isEqualTo(NOTHING);
            connection.rollback();
        }
        assertThat(bench.rescue(Map.of()).releasedIds()).containsExactly(task.id());
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

    private RescueResult rescue(CyclicBarrier together) throws Exception {
        together.await(30, TimeUnit.SECONDS);
        return bench.store().rescues().sweep(Map.of());
    }

    @Test
    void twoRescuesAtOnceDeliverEachTaskOnce() throws Exception {
        bench.insert(200);
        bench.claim(200);
        bench.execute("DELETE FROM caraway_worker");
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService nodes = Executors.newFixedThreadPool(2);

        List<UUID> released = new ArrayList<>();
        try {
            Future<RescueResult> one = nodes.submit(() -> rescue(together));
            Future<RescueResult> two = nodes.submit(() -> rescue(together));
            released.addAll(one.get(60, TimeUnit.SECONDS).releasedIds());
            released.addAll(two.get(60, TimeUnit.SECONDS).releasedIds());
        } finally {
            nodes.shutdownNow();
        }

        assertThat(released).hasSize(200);
        assertThat(new HashSet<>(released)).hasSize(200);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE deliveries = 1 AND state = 'PENDING'"))
                .isEqualTo(200);
    }

    @Nested
    class LostWorkers {

        @Test
        void theTasksOfALostWorkerRunAgain() throws SQLException {
            ClaimedTask task = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);

            RescueResult rescue = bench.rescue(Map.of());

            assertThat(rescue.workers()).containsExactly(StoreUnderTest.WORKER);
            assertThat(rescue.releasedIds()).containsExactly(task.id());
            assertThat(rescue.failed()).isEmpty();
            assertThat(rescue.unfinished()).isFalse();
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.PENDING);
            assertThat(bench.view(task.id()).deliveries()).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'LOST'"))
                    .isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker")).isZero();
        }

        @Test
        void aTaskThatCrashedTooManyWorkersFails() throws SQLException {
            ClaimedTask task = bench.started();
            bench.execute("UPDATE caraway_active SET deliveries = 1");
            bench.expireLease(StoreUnderTest.WORKER);

            RescueResult rescue = bench.rescue(Map.of(StoreUnderTest.NAME, 2));

            assertThat(rescue.failedIds()).containsExactly(task.id());
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.FAILURE);
            assertThat(bench.view(task.id()).deliveries()).isEqualTo(2);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'LOST'"))
                    .isEqualTo(1);
            assertThat(bench.view(task.id()).error())
                    .isNotNull()
                    .extracting(TaskError::type)
                    .isEqualTo("org.caraway.WorkerLostException");
        }

        @Test
        void aTaskOfAnUnknownWorkerIsRescuedToo() throws SQLException {
            ClaimedTask task = bench.started();
            bench.execute("DELETE FROM caraway_worker");

            assertThat(bench.rescue(Map.of())).isEqualTo(NOTHING);
            assertThat(bench.store().rescues().sweep(Map.of()).releasedIds()).containsExactly(task.id());
        }

        @Test
        void aRescuedTaskHasItsHeadersButNotItsArguments() throws SQLException {
            ClaimedTask again = bench.started();
            ClaimedTask failed = bench.started();
            bench.execute("UPDATE caraway_active SET headers = '{\"tenant\": \"north\"}', arguments = '[\"secret\"]'");
            bench.execute("UPDATE caraway_active SET deliveries = 2 WHERE id = '" + failed.id() + "'");
            bench.expireLease(StoreUnderTest.WORKER);

            RescueResult rescue = bench.rescue(Map.of());
            bench.register(StoreUnderTest.WORKER);
            ClaimedTask orphan = bench.claim(1).get(0);
            bench.execute("DELETE FROM caraway_worker");
            RescueResult sweep = bench.store().rescues().sweep(Map.of());

            assertThat(List.of(
                            rescue.released().get(0),
                            rescue.failed().get(0),
                            sweep.released().get(0)))
                    .extracting(lost -> lost.task().id(), lost -> lost.task().headers(), lost -> lost.task()
                            .arguments())
                    .containsExactly(
                            tuple(again.id(), Map.of("tenant", "north"), "[]"),
                            tuple(failed.id(), Map.of("tenant", "north"), "[]"),
                            tuple(orphan.id(), Map.of("tenant", "north"), "[]"));
        }

        @Test
        void theTasksOfALivingWorkerStayWithIt() {
            ClaimedTask task = bench.started();

            assertThat(bench.rescue(Map.of())).isEqualTo(NOTHING);
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.STARTED);
        }

        @Test
        void aWorkerWhoseOwnLeaseIsOverRescuesNobody() throws SQLException {
            ClaimedTask task = bench.started();
            bench.register(StoreUnderTest.RESCUER);
            bench.execute("UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' HOUR");

            assertThat(bench.store().rescues().rescue(StoreUnderTest.RESCUER, sinceRenewal -> true, Map.of()))
                    .isEqualTo(NOTHING);
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.STARTED);
        }

        @Test
        void nobodyIsRescuedWhenThePermissionHasEnded() throws SQLException {
            ClaimedTask task = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);
            bench.register(StoreUnderTest.RESCUER);

            assertThat(bench.store().rescues().rescue(StoreUnderTest.RESCUER, sinceRenewal -> false, Map.of()))
                    .isEqualTo(NOTHING);
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.STARTED);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker")).isEqualTo(2);
        }

        @Test
        void aStoppingWorkerReleasesItsTasksAtOnceAndUncounted() throws SQLException {
            ClaimedTask task = bench.started();

            bench.store().releases().releaseAll(StoreUnderTest.WORKER);

            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.PENDING);
            assertThat(bench.view(task.id()).retries()).isZero();
            assertThat(bench.view(task.id()).deliveries()).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'LOST'"))
                    .isEqualTo(1);
        }

        @Test
        void aTaskThatCannotBeRecoveredKeepsNoOtherFromIt() throws SQLException {
            ClaimedTask doomed = bench.started();
            ClaimedTask other = bench.started();
            bench.execute("UPDATE caraway_active SET deliveries = 2");
            bench.execute("ALTER TABLE caraway_attempt ADD CONSTRAINT never CHECK (task_id <> '" + doomed.id() + "')");
            bench.expireLease(StoreUnderTest.WORKER);
            try {
                RescueResult rescue = bench.rescue(Map.of());

                assertThat(rescue.failedIds()).containsExactly(other.id());
                assertThat(rescue.unfinished()).isTrue();
                assertThat(bench.view(doomed.id()).state()).isEqualTo(TaskState.STARTED);
            } finally {
                bench.execute("ALTER TABLE caraway_attempt DROP CONSTRAINT never");
            }
        }

        @Test
        void aTaskWhoseIdWasUsedBeforeIsRecoveredAndFailsInPlaceOfTheEarlierOne() throws SQLException {
            ClaimedTask again = bench.started();
            ClaimedTask failing = bench.started();
            bench.finishTwin(failing.id());
            bench.execute("UPDATE caraway_active SET deliveries = 2 WHERE id = '" + failing.id() + "'");
            bench.execute(
                    "INSERT INTO caraway_attempt (task_id, attempt, outcome) VALUES ('" + again.id() + "', 1, 'LOST')");
            bench.expireLease(StoreUnderTest.WORKER);

            RescueResult rescue = bench.rescue(Map.of());

            assertThat(rescue.releasedIds()).containsExactly(again.id());
            assertThat(rescue.failedIds()).containsExactly(failing.id());
            assertThat(rescue.unfinished()).isFalse();
            assertThat(bench.view(failing.id()).name()).isEqualTo(StoreUnderTest.NAME);
        }

        @Test
        void aTaskWhoseRowAFrozenWorkerLocksIsRescuedByTheSweep() throws SQLException {
            ClaimedTask task = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);

            try (Connection frozen = bench.database().getConnection()) {
                frozen.setAutoCommit(false);
                try (PreparedStatement lock =
                        frozen.prepareStatement("SELECT id FROM caraway_active WHERE id = ? FOR UPDATE")) {
                    lock.setObject(1, task.id());
                    lock.executeQuery();
                }
                assertThat(bench.rescue(Map.of()))
                        .isEqualTo(new RescueResult(List.of(StoreUnderTest.WORKER), List.of(), List.of(), true));
                frozen.rollback();
            }
            assertThat(bench.store().rescues().sweep(Map.of()).releasedIds()).containsExactly(task.id());
        }
    }

    @Nested
    class DeliveryAtMostOnce {

        @Test
        void aDeliveredTaskFailsWithItsWorker() throws SQLException {
            ClaimedTask task = bench.started();
            assertThat(bench.store().releases().deliver(task)).isTrue();
            bench.expireLease(StoreUnderTest.WORKER);

            assertThat(bench.rescue(Map.of()).failedIds()).containsExactly(task.id());

            TaskView over = bench.view(task.id());
            assertThat(over.state()).isEqualTo(TaskState.FAILURE);
            assertThat(over.error()).isNotNull();
            assertThat(over.error().message())
                    .isEqualTo("The worker was lost while it ran this task; delivery is AT_MOST_ONCE, so it does not"
                            + " run again");
        }

        @Test
        void aTaskWhoseMethodHasNotBegunRunsElsewhere() throws SQLException {
            ClaimedTask task = bench.started();
            bench.store().releases().deliver(task);
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null)))
                    .lost();
            bench.claim(1);
            bench.expireLease(StoreUnderTest.WORKER);

            assertThat(bench.rescue(Map.of()).releasedIds()).containsExactly(task.id());
        }

        @Test
        void aLostLeaseDeliversNothing() throws SQLException {
            ClaimedTask task = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);
            bench.rescue(Map.of());

            assertThat(bench.store().releases().deliver(task)).isFalse();
        }

        @Test
        void aDeliveredTaskFailsWhenItsWorkerStops() {
            ClaimedTask task = bench.started();
            bench.store().releases().deliver(task);

            assertThat(bench.store()
                            .releases()
                            .releaseAll(StoreUnderTest.WORKER)
                            .released())
                    .isEmpty();

            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.FAILURE);
        }
    }
}
