package org.caraway.internal.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.LoggedRecords;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Applications that share tables and keep finished tasks for different times: the longest counts. */
@EachDatabase
class SharedRetentionTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final StoreUnderTest bench;

    SharedRetentionTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theShorterOneDoesNotDeleteTheTasksOfTheOther() throws SQLException {
        UUID task = finishedTwoDaysAgo();

        pruner(YEAR).run();
        pruner(HOUR).run();

        assertThat(bench.store().reads().find(task)).isPresent();
        assertThat(bench.store().retention().longest(HOUR)).isEqualTo(YEAR);
    }

    @Test
    void theShorterOneCountsAWeekAfterTheOtherWasSeen() throws SQLException {
        UUID task = finishedTwoDaysAgo();
        pruner(YEAR).run();
        bench.execute("UPDATE caraway_retention SET counts_until = counts_until - INTERVAL '7' DAY");

        pruner(HOUR).run();

        assertThat(bench.store().reads().find(task)).isEmpty();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_retention")).isEqualTo(1);
    }

    @Test
    void aWorkerIsSeenAgainInEachRound() throws SQLException {
        bench.store().retention().longest(YEAR);
        bench.execute("UPDATE caraway_retention SET counts_until = counts_until - INTERVAL '6' DAY");

        bench.store().retention().longest(YEAR);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_retention"
                        + " WHERE counts_until > CURRENT_TIMESTAMP + INTERVAL '6' DAY"))
                .isEqualTo(1);
    }

    @Test
    void aPartOfASecondIsRoundedUp() {
        assertThat(bench.store().retention().longest(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void thatTasksAreKeptLongerIsReportedOnceWithTheStatementThatEndsIt() {
        pruner(YEAR).run();
        Pruner shorter = pruner(HOUR);
        try (LoggedRecords log = new LoggedRecords(Pruner.class.getName())) {
            shorter.run();
            shorter.run();

            assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains("kept for PT8760H, longer than caraway.retention=PT1H")
                    .endsWith("DELETE FROM caraway_retention WHERE keep_seconds = 31536000"));
        }
    }

    private Pruner pruner(Duration retention) {
        return new Pruner(bench.store().retention(), bench.store().partitions(), retention);
    }

    private UUID finishedTwoDaysAgo() throws SQLException {
        ClaimedTask task = bench.started();
        bench.complete(task, new Transition.Succeed(null));
        bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '2' DAY");
        return task.id();
    }
}
