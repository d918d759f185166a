package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.LoggedRecords;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

@PostgresOnly
class DayCreationTest {

    private final PartitionedStore days;
    private final StoreUnderTest bench;

    DayCreationTest(MigratedDatabase database) throws SQLException {
        days = new PartitionedStore(database);
        bench = days.emptied();
    }

    private List<String> coming() throws SQLException {
        LocalDate today = days.today();
        return IntStream.rangeClosed(0, 7)
                .mapToObj(day -> DayPartition.nameOf(today.plusDays(day)))
                .toList();
    }

    private void make() {
        bench.store().partitions().make(PartitionedStore.RETENTION);
    }

    @Test
    void theRunningDayAndTheNextSevenGetAPartition() throws SQLException {
        make();

        assertThat(days.partitions()).isEqualTo(coming());
    }

    @Test
    void makingThemAgainChangesNothing() throws SQLException {
        make();
        String ids = "SELECT string_agg(CAST(inhrelid AS text), ',' ORDER BY inhrelid) FROM pg_inherits";
        List<String> before = days.texts(ids);

        make();

        assertThat(days.texts(ids)).isEqualTo(before);
    }

    @Test
    void aPartitionHasTheIndexesAndChecksOfTheTable() throws SQLException {
        make();

        assertThat(indexes(coming().get(0)))
                .isEqualTo(indexes("caraway_finished"))
                .isNotEqualTo(List.of("0"));
        assertThat(days.texts("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = CAST('"
                        + coming().get(0) + "' AS regclass)"))
                .containsExactly("caraway_finished_state");
    }

    private List<String> indexes(String table) throws SQLException {
        return days.texts("SELECT COUNT(*) FROM pg_index WHERE indrelid = CAST('" + table + "' AS regclass)");
    }

    @Test
    void twoNodesMayMakeThemAtOnce() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> made = new ArrayList<>();
            for (int node = 0; node < 2; node++) {
                Store store = JdbcStore.open(days.database(), StoreUnderTest.PATIENCE, null);
                made.add(nodes.submit(() -> {
                    both.await(30, TimeUnit.SECONDS);
                    store.partitions().make(PartitionedStore.RETENTION);
                    return null;
                }));
            }
            for (Future<?> one : made) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            nodes.shutdownNow();
        }

        assertThat(days.partitions()).isEqualTo(coming());
    }

    @Test
    void aTaskLiesInThePartitionOfItsDayAndAForeignIdInTheDefaultOne() throws SQLException {
        make();
        UUID foreign = UUID.randomUUID();
        bench.store()
                .inserts()
                .insert(List.of(StoreUnderTest.task(foreign, StoreUnderTest.NAME, StoreUnderTest.QUEUE, 4, null)));
        UUID own = bench.insert(1).get(0);

        bench.claim(2).forEach(task -> bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, new Transition.Succeed("1"), null)))
                .lost());

        assertThat(days.placeOf(own)).containsExactly(coming().get(0));
        assertThat(days.placeOf(foreign)).containsExactly("caraway_finished_default");
        assertThat(bench.view(own).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.view(foreign).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.store().retention().forget(own)).isTrue();
        assertThat(bench.store().reads().find(own)).isEmpty();
    }

    @Test
    void aDayWithRowsInTheDefaultPartitionStaysThereAndTheOthersGetTheirs() throws SQLException {
        LocalDate ahead = days.today().plusDays(2);
        UUID early = days.finished(ahead, "0 days");

        make();

        assertThat(days.partitions()).hasSize(7).doesNotContain(DayPartition.nameOf(ahead));
        assertThat(days.placeOf(early)).containsExactly("caraway_finished_default");

        bench.store().retention().forget(early);
        make();
        assertThat(days.partitions()).isEqualTo(coming());
    }

    @Test
    void aTableThatHasItsNameIsLeftAlone() throws SQLException {
        LocalDate ahead = days.today().plusDays(3);
        days.execute("CREATE TABLE " + DayPartition.nameOf(ahead) + " (kept text)");
        try {
            make();

            assertThat(days.partitions()).hasSize(7);
        } finally {
            days.execute("DROP TABLE " + DayPartition.nameOf(ahead));
        }
    }

    @Test
    void nobodyWaitsWhileAReaderHoldsTheTableAndItIsTriedAgain() throws SQLException {
        try (Connection reader = days.database().getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT COUNT(*) FROM caraway_finished");

            make();

            assertThat(days.partitions()).isEmpty();
        }

        make();
        assertThat(days.partitions()).isEqualTo(coming());
    }

    @Test
    void aLargeDefaultPartitionIsNotReadUnderALock() throws SQLException {
        days.finished(days.today().minusDays(1), "1 hour");
        List<String> told = new ArrayList<>();
        Connections connections = new Connections(days.database(), null, StoreUnderTest.PATIENCE);

        new DayCreation(connections, new PostgresDialect(), 8191, (kind, text) -> told.add(text))
                .make(PartitionedStore.RETENTION);

        assertThat(days.partitions()).isEmpty();
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("No partitions are created for finished tasks, since"
                        + " caraway_finished_default has 0 MiB, more than 0, and would be read under a lock");
    }

    @Test
    void aVeryLongRetentionHasNoPartitions() throws SQLException {
        bench.store().partitions().make(Duration.ofDays(91));
        assertThat(days.partitions()).isEmpty();

        bench.store().partitions().make(Duration.ofDays(90));
        assertThat(days.partitions()).hasSize(8);
    }

    @Test
    void theirNumberHasACap() throws SQLException {
        LocalDate first = days.today().minusDays(121);
        StringBuilder past = new StringBuilder();
        for (int day = 0; day < 121; day++) {
            past.append(PartitionedStore.partitionOf(first.plusDays(day))).append(';');
        }
        days.execute(past.toString());
        try {
            make();
            assertThat(days.partitions()).hasSize(121);

            days.execute("DROP TABLE " + DayPartition.nameOf(first));
            make();
            assertThat(days.partitions()).hasSize(128);
        } finally {
            days.execute("DROP TABLE " + String.join(", ", days.partitions()));
        }
    }

    @Test
    void aReasonForMakingNoneIsLoggedOnce() {
        try (LoggedRecords log = new LoggedRecords(DayPartitions.class.getName())) {
            bench.store().partitions().make(Duration.ofDays(91));
            bench.store().partitions().make(Duration.ofDays(91));

            assertThat(log.lines())
                    .containsExactly(
                            "INFO No partitions are created for finished tasks, since caraway.retention is longer than"
                                    + " 90 days; they are deleted in batches");
        }
    }

    @Test
    void aUserWhoDoesNotOwnTheTableWorksWithoutPartitions() throws SQLException {
        days.execute("CREATE ROLE app LOGIN");
        days.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app");
        LocalDate old = days.partitionedDay(9);
        UUID inPartition = days.finished(old, "8 days");
        UUID inDefault = days.finished(old.minusDays(1), "8 days");
        try {
            Store store = JdbcStore.open(days.databaseOf("app"), StoreUnderTest.PATIENCE, null);

            assertThatCode(() -> store.partitions().make(PartitionedStore.RETENTION))
                    .doesNotThrowAnyException();
            assertThat(store.partitions().drop(PartitionedStore.RETENTION, 10)).isFalse();
            assertThat(store.retention().prune(PartitionedStore.RETENTION, 10)).isEqualTo(2);

            assertThat(days.partitions()).containsExactly(DayPartition.nameOf(old));
            assertThat(store.reads().find(inPartition)).isEmpty();
            assertThat(store.reads().find(inDefault)).isEmpty();
        } finally {
            days.execute("DROP OWNED BY app");
            days.execute("DROP ROLE app");
        }
    }

    @Test
    void aRefusalIsNoFailure() throws SQLException {
        days.execute("CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS"
                + " $$BEGIN RAISE EXCEPTION 'no tables'; END$$");
        days.execute("CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('CREATE TABLE')"
                + " EXECUTE FUNCTION forbid()");
        try {
            assertThatCode(this::make).doesNotThrowAnyException();
        } finally {
            days.execute("DROP EVENT TRIGGER forbid");
            days.execute("DROP FUNCTION forbid");
        }

        assertThat(days.partitions()).isEmpty();
    }

    @Test
    void theCheckOfTheSchemaDoesNotMind() {
        make();

        assertThatCode(() -> new Schema(days.database()).check()).doesNotThrowAnyException();
        assertThatCode(() -> new Schema(days.database()).migrate()).doesNotThrowAnyException();
    }
}
