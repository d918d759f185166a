package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.caraway.TaskState;
import org.caraway.admin.NameStats;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.WorkerInfo;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** What is shown of queues and workers. */
@EachDatabase
class ReportsTest {

    private final OperatedStore bench;

    ReportsTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void queuesAreCounted() throws SQLException {
        bench.tasks.insert(3);
        bench.insert(task -> task.delay(Duration.ofDays(1)));
        bench.insert(task -> task.queue("orphan"));
        bench.tasks.claim(1);
        bench.tasks.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '1' HOUR WHERE queue = 'orphan'");
        bench.admin
                .settingChanges()
                .changeQueue(
                        "idle",
                        now -> new QueueSettings("idle", true, null, null, null, null, null),
                        OperatedStore.NOTE);

        List<QueueStats> queues = bench.admin.queueReports().queues();

        assertThat(queues).extracting(QueueStats::queue).containsExactly("default", "idle", "orphan");
        QueueStats busy = queues.get(0);
        assertThat(List.of(busy.pending(), busy.due(), busy.delayed(), busy.started()))
                .containsExactly(3L, 2L, 1L, 1L);
        assertThat(List.of(busy.workers(), busy.slots())).containsExactly(1, 4);
        assertThat(queues.get(1).paused()).isTrue();
        assertThat(queues.get(1).backlogAge()).isEmpty();
        assertThat(queues.get(2).backlogAge())
                .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61)));
        assertThat(queues.get(2).workers()).isZero();
    }

    @Test
    void workersAreListedWithTheirTasks() throws SQLException {
        bench.tasks.insert(6);
        bench.tasks.claim(6);
        bench.tasks.register("worker-2");
        bench.tasks.expireLease("worker-2");

        List<WorkerInfo> workers = bench.admin.workerReports().workers();

        assertThat(workers).filteredOn(WorkerInfo::alive).singleElement().satisfies(alive -> {
            assertThat(alive.id()).isEqualTo(StoreUnderTest.WORKER);
            assertThat(alive.host()).isEqualTo("host");
            assertThat(alive.names()).containsExactly(StoreUnderTest.NAME);
            assertThat(alive.queues()).isEqualTo(Map.of("default", new WorkerInfo.Service(4, 6)));
        });
        assertThat(new WorkerInfo.Service(4, 6).reserved()).isEqualTo(2);
        assertThat(workers)
                .filteredOn(worker -> !worker.alive())
                .extracting(WorkerInfo::id)
                .containsExactly("worker-2");
    }

    @Test
    void completionsAreCountedByNameAndState() throws SQLException {
        bench.tasks.insert(3);
        List<ClaimedTask> claimed = bench.tasks.claim(3);
        bench.tasks
                .store()
                .completions()
                .complete(claimed.stream()
                        .map(task -> new AttemptCompletion(task, new Transition.Succeed(null), null))
                        .toList())
                .lost();
        bench.tasks.execute("UPDATE caraway_finished SET started_at = finished_at - INTERVAL '10' SECOND");

        assertThat(bench.admin.workerReports().outcomes(Instant.EPOCH))
                .containsExactly(new NameStats(StoreUnderTest.NAME, TaskState.SUCCESS, 3, Duration.ofSeconds(10)));
        assertThat(bench.admin.workerReports().outcomes(Instant.parse("2100-01-01T00:00:00Z")))
                .isEmpty();
    }
}
