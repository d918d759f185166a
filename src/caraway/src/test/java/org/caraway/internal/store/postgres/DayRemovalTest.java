package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.retain.IdRange;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * With a retention of seven days: a day is over when it is the eighth before today, and overdue when it is the tenth.
 */
@PostgresOnly
class DayRemovalTest {

    private final PartitionedStore days;
    private final StoreUnderTest bench;

    DayRemovalTest(MigratedDatabase database) throws SQLException {
        days = new PartitionedStore(database);
        bench = days.emptied();
    }

    private static final int OVER = 8;
    private static final int OVERDUE = 10;

    private boolean drop() {
        return drop(100);
    }

    private boolean drop(int limit) {
        return bench.store().partitions().drop(PartitionedStore.RETENTION, limit);
    }

    private int prune() {
        return bench.store().retention().prune(PartitionedStore.RETENTION, 100);
    }

    private static List<String> twice(UUID id) {
        return List.of(id.toString(), id.toString());
    }

    @Nested
    class Dropping {

        @Test
        void aDayIsDeletedAfterTheRetentionOfAllItsTasks() throws SQLException {
            LocalDate day = days.partitionedDay(OVER);
            days.finished(day, "8 days");
            days.finished(day, "7 days 1 minute", "'-1 minute'");
            UUID young = days.finished(days.partitionedDay(OVER - 1), "7 days 1 minute");

            assertThat(drop()).isTrue();
            assertThat(drop()).isFalse();

            assertThat(days.partitions()).containsExactly(DayPartition.nameOf(day.plusDays(1)));
            assertThat(days.remembered()).isEqualTo(twice(young));
        }

        @Test
        void theAttemptsAndLinesOfALiveTaskOfThatDayStay() throws SQLException {
            LocalDate day = days.partitionedDay(OVER);
            days.finished(day, "8 days");
            UUID live = PartitionedStore.idOf(day);
            bench.store()
                    .inserts()
                    .insert(List.of(StoreUnderTest.task(live, StoreUnderTest.NAME, StoreUnderTest.QUEUE, 4, null)));
            days.remember(live);

            assertThat(drop()).isTrue();

            assertThat(days.partitions()).isEmpty();
            assertThat(days.remembered()).isEqualTo(twice(live));

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(bench.claim(1).get(0), new Transition.Succeed("1"), null)))
                    .lost();
            assertThat(days.placeOf(live)).containsExactly("caraway_finished_default");
        }

        @Test
        void aDayWithTasksOfWorkflowsStaysUntilTheseArePruned() throws SQLException {
            LocalDate day = days.partitionedDay(OVERDUE);
            UUID step = days.finished(day, "9 days");
            UUID workflow = StoreUnderTest.id();
            bench.execute("UPDATE caraway_finished SET workflow_id = '" + workflow + "'");
            bench.execute("INSERT INTO caraway_workflow (id, nodes) VALUES ('" + workflow + "', 2)");
            UUID live = bench.insert(1).get(0);
            bench.execute("UPDATE caraway_active SET workflow_id = '" + workflow + "'");

            assertThat(drop()).isFalse();
            assertThat(prune()).isZero();
            assertThat(days.remembered()).isEqualTo(twice(step));
            bench.execute("DELETE FROM caraway_active WHERE id = '" + live + "'");
            bench.execute("UPDATE caraway_workflow SET check_at = now()");

            assertThat(prune()).isEqualTo(1);
            assertThat(drop()).isTrue();
            assertThat(days.remembered()).isEmpty();
        }

        @Test
        void aDayWithATaskThatIsKeptForLongerStays() throws SQLException {
            LocalDate day = days.partitionedDay(OVERDUE);
            UUID kept = days.finished(day, "9 days", "'1 hour'");

            assertThat(drop()).isFalse();

            assertThat(bench.store().reads().find(kept)).isPresent();
            assertThat(days.remembered()).isEqualTo(twice(kept));
        }

        @Test
        void aDayWithATaskThatEndedLateStays() throws SQLException {
            LocalDate day = days.partitionedDay(OVERDUE);
            UUID late = days.finished(day, "6 days 23 hours");

            assertThat(drop()).isFalse();

            assertThat(bench.store().reads().find(late)).isPresent();
        }

        @Test
        void anEmptyDayStaysForItsTasksThatLive() throws SQLException {
            LocalDate day = days.partitionedDay(OVER - 1);

            assertThat(drop()).isFalse();

            assertThat(days.partitions()).containsExactly(DayPartition.nameOf(day));
        }

        @Test
        void attemptsAndLinesAreDeletedFirstABoundedNumberAtATime() throws SQLException {
            LocalDate day = days.partitionedDay(OVER);
            for (int number = 0; number < 5; number++) {
                days.finished(day, "8 days");
            }

            assertThat(drop(2)).isTrue();
            assertThat(days.remembered()).hasSize(6);
            assertThat(days.partitions()).hasSize(1);

            int rounds = 1;
            while (drop(2)) {
                rounds++;
            }
            assertThat(rounds).isEqualTo(3);
            assertThat(days.remembered()).isEmpty();
            assertThat(days.partitions()).isEmpty();
        }

        @Test
        void aPartitionOfAnotherNameIsNeverDropped() throws SQLException {
            IdRange ids = IdRange.ofDay(days.today().minusDays(OVER));
            days.execute("CREATE TABLE caraway_finished_20260231 PARTITION OF caraway_finished FOR VALUES FROM ('"
                    + ids.from() + "') TO ('" + ids.below() + "')");

            assertThat(drop()).isFalse();

            assertThat(days.partitions()).containsExactly("caraway_finished_20260231");
        }

        @Test
        void whateverRangeAPartitionHasNothingGoesThatIsToBeKept() throws SQLException {
            LocalDate day = days.today().minusDays(OVER);
            days.execute(
                    "CREATE TABLE " + DayPartition.nameOf(day) + " PARTITION OF caraway_finished FOR VALUES FROM ('"
                            + IdRange.ofDay(day).from() + "') TO (MAXVALUE)");
            UUID young = days.finished(days.today(), "1 hour");

            assertThat(drop()).isFalse();

            assertThat(bench.store().reads().find(young)).isPresent();
        }
    }

    @Nested
    class InPeace {

        @Test
        void nothingHappensWhileAReaderHoldsTheTable() throws SQLException {
            LocalDate day = days.partitionedDay(OVER);
            UUID old = days.finished(day, "8 days");
            try (Connection reader = days.database().getConnection()) {
                reader.setAutoCommit(false);
                reader.createStatement().execute("SELECT 1 FROM caraway_finished WHERE id = '" + old + "'");

                assertThat(drop()).isFalse();

                assertThat(bench.store().reads().find(old)).isPresent();
                assertThat(days.remembered()).isEqualTo(twice(old));
            }

            assertThat(drop()).isTrue();
            assertThat(bench.store().reads().find(old)).isEmpty();
        }

        @Test
        void whileAnotherNodeIsAtItThisOnePassesOn() throws SQLException {
            days.partitionedDay(OVER);
            try (Connection other = days.database().getConnection()) {
                other.setAutoCommit(false);
                assertThat(DayPartitions.takesTurn(other)).isTrue();

                assertThat(drop()).isFalse();
                bench.store().partitions().make(PartitionedStore.RETENTION);

                assertThat(days.partitions()).hasSize(1);
            }

            assertThat(drop()).isTrue();
        }

        /** It is inserted into the partition after the first check, and is there when the lock is acquired. */
        @Test
        void aTaskThatFinishesInTheMeantimeKeepsItsDay() throws Exception {
            LocalDate day = days.partitionedDay(OVER);
            days.finished(day, "8 days");
            UUID late = PartitionedStore.idOf(day);
            ExecutorService pruner = Executors.newSingleThreadExecutor();
            try (Connection ending = days.database().getConnection()) {
                ending.setAutoCommit(false);
                ending.createStatement()
                        .execute(
                                "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers,"
                                        + " labels, attempt, retries, deliveries, created_at) VALUES ('" + late
                                        + "', 'x', 'default', 'SUCCESS', 4, now(), '[]', '{}', '{}', 1, 0, 0, now())");
                Future<Boolean> dropped = pruner.submit(() -> drop());
                while (!dropped.isDone() && bench.count("SELECT COUNT(*) FROM pg_locks WHERE NOT granted") == 0) {
                    Thread.onSpinWait();
                }
                ending.commit();

                assertThat(dropped.get(60, TimeUnit.SECONDS)).isFalse();
            } finally {
                pruner.shutdownNow();
            }

            assertThat(days.placeOf(late)).containsExactly(DayPartition.nameOf(day));
        }
    }

    @Nested
    class Batches {

        @Test
        void leaveWhatADropWillTake() throws SQLException {
            LocalDate over = days.partitionedDay(OVER);
            LocalDate young = days.partitionedDay(OVER - 1);
            days.finished(over, "8 days");
            days.finished(young, "7 days 1 second");
            days.finished(young, "1 hour");
            days.finished(young.minusDays(OVERDUE), "8 days");

            assertThat(prune()).isEqualTo(1);

            assertThat(days.texts("SELECT COUNT(*) FROM caraway_finished_default"))
                    .containsExactly("0");
            assertThat(days.texts("SELECT COUNT(*) FROM caraway_finished")).containsExactly("3");
        }

        @Test
        void takeTheRestOfADayThatIsOverdue() throws SQLException {
            LocalDate overdue = days.partitionedDay(OVERDUE);
            days.finished(overdue, "8 days");
            UUID late = days.finished(overdue, "1 hour");
            UUID kept = days.finished(overdue, "8 days", "'1 hour'");

            assertThat(drop()).isFalse();
            assertThat(prune()).isEqualTo(1);
            assertThat(bench.store().reads().finished(Set.of(late, kept))).containsOnly(late, kept);

            bench.store().retention().forget(late);
            bench.store().retention().forget(kept);
            assertThat(drop()).isTrue();
            assertThat(days.partitions()).isEmpty();
        }

        @Test
        void takeTasksWhoseOwnRetentionIsOverFromEveryDay() throws SQLException {
            LocalDate young = days.partitionedDay(1);
            days.finished(young, "1 hour", "'-1 minute'");

            assertThat(prune()).isEqualTo(1);
        }

        @Test
        void takeEverythingIfTheRetentionIsShorterThanADay() throws SQLException {
            LocalDate day = days.partitionedDay(2);
            days.finished(day, "3 hours");
            days.finished(days.partitionedDay(0), "3 hours");
            UUID young = days.finished(days.today(), "1 minute");
            Duration hour = Duration.ofHours(1);

            assertThat(bench.store().retention().prune(hour, 10)).isEqualTo(2);
            assertThat(bench.store().partitions().drop(hour, 10)).isTrue();

            assertThat(days.partitions()).containsExactly(DayPartition.nameOf(days.today()));
            assertThat(bench.store().reads().find(young)).isPresent();
        }

        @Test
        void spareNothingElseThanTheDaysThatHaveAPartition() throws SQLException {
            days.partitionedDay(4);
            days.partitionedDay(2);
            days.partitionedDay(1);
            LocalDate today = days.today();

            try (Connection connection = days.database().getConnection()) {
                DayPartitions partitions = new DayPartitions(
                        new Connections(days.database(), null, StoreUnderTest.PATIENCE), new PostgresDialect());

                assertThat(partitions.spared(connection, PartitionedStore.RETENTION))
                        .containsExactly(
                                IdRange.ofDay(today.minusDays(4)),
                                new IdRange(
                                        IdRange.ofDay(today.minusDays(2)).from(),
                                        IdRange.ofDay(today.minusDays(1)).below()));
            }
        }
    }

    @Test
    void aTaskThatIsRequeuedAfterItsDayWasDroppedIsStoredInTheDefaultPartition() throws SQLException {
        LocalDate day = days.partitionedDay(OVER);
        UUID again = days.finished(day, "8 days");
        Store admin = JdbcStore.open(days.database(), StoreUnderTest.PATIENCE, null);

        admin.requeues().requeue(again, null, Set.of(TaskState.SUCCESS), OperatedStore.NOTE);
        assertThat(drop()).isTrue();

        assertThat(days.remembered()).isEqualTo(twice(again));
        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(bench.claim(1).get(0), new Transition.Succeed("1"), null)))
                .lost();
        assertThat(days.placeOf(again)).containsExactly("caraway_finished_default");
    }
}
