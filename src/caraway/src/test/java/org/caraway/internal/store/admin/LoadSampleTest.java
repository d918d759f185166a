package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Samples of the load of queues. */
@EachDatabase
class LoadSampleTest {

    private static final String DELAYED_BY_AN_HOUR =
            "UPDATE caraway_active SET run_at = CURRENT_TIMESTAMP + INTERVAL '1' HOUR";
    private static final String DUE_FOR_AN_HOUR =
            "UPDATE caraway_active SET run_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR";

    private final OperatedStore bench;

    LoadSampleTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void showDueTasksOfAllNamesAndPrioritiesAndForHowLongTheOldestWaits() throws SQLException {
        insert("B.run", "mail", 9, 2);
        insert("A.run", "mail", 0, 3);
        insert("C.run", "other", 4, 1);
        bench.tasks.execute(DUE_FOR_AN_HOUR + " WHERE name = 'A.run'");

        QueueLoad mail = load("mail");

        assertThat(mail.ready()).isEqualTo(5);
        assertThat(mail.oldest()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(70));
        assertThat(mail.slots()).isZero();
        assertThat(load("other").ready()).isEqualTo(1);
    }

    @Test
    void leaveOutWhatRunsAndWhatIsDelayed() throws SQLException {
        bench.tasks.started();
        bench.tasks.insert(1);
        insert("Later.run", "default", 9, 5);
        bench.tasks.execute(DELAYED_BY_AN_HOUR + " WHERE name = 'Later.run'");

        QueueLoad load = load("default");

        assertThat(load.ready()).isEqualTo(1);
        assertThat(load.oldest()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void showLivingWorkersAndTheirSlotsAndNoQueueOfASingleOne() throws SQLException {
        bench.tasks
                .store()
                .workers()
                .register("gone", "host", Map.of("mail", 3), Set.of(), StoreUnderTest.LEASE, WorkerOrder.WORK);
        bench.tasks.expireLease("gone");
        bench.tasks
                .store()
                .workers()
                .register(
                        "blue",
                        "host",
                        Map.of("default", 2, "@blue", 1, "@worker:blue", 1),
                        Set.of(),
                        StoreUnderTest.LEASE,
                        WorkerOrder.WORK);

        LoadSample sample = bench.admin.load().sample();

        assertThat(sample.workers()).isEqualTo(2);
        assertThat(bench.admin.load().livingWorkers()).isEqualTo(2);
        assertThat(sample.queues())
                .containsExactlyInAnyOrder(new QueueLoad("default", 0, null, 6), new QueueLoad("@blue", 0, null, 1));
    }

    @Test
    void countNoFurtherThanTheCapAndKnowTheOldestAllTheSame() throws SQLException {
        insert("Flood.run", "mail", 9, JdbcLoadSamples.TASKS_CAP + 50);
        insert("Old.run", "mail", 0, 1);
        bench.tasks.execute(DUE_FOR_AN_HOUR + " WHERE name = 'Old.run'");

        QueueLoad mail = load("mail");

        assertThat(mail.ready()).isEqualTo(JdbcLoadSamples.TASKS_CAP);
        assertThat(mail.oldest()).isGreaterThan(Duration.ofMinutes(59));
    }

    @Test
    void readSomeKeysOfAQueueThatHasAThousand() {
        List<NewTask> tasks = IntStream.range(0, 1_000)
                .mapToObj(number -> NewTask.of(StoreUnderTest.id(), "Keyed.run")
                        .queue("mail")
                        .key("customer-" + number)
                        .build())
                .toList();
        bench.tasks.store().inserts().insert(tasks);

        assertThat(load("mail").ready()).isEqualTo(JdbcLoadSamples.GROUPS_CAP);
    }

    private QueueLoad load(String queue) {
        return bench.admin.load().sample().queues().stream()
                .filter(load -> load.queue().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    private void insert(String name, String queue, int priority, int count) {
        bench.tasks
                .store()
                .inserts()
                .insert(IntStream.range(0, count)
                        .mapToObj(number -> StoreUnderTest.task(StoreUnderTest.id(), name, queue, priority, null))
                        .toList());
    }
}
