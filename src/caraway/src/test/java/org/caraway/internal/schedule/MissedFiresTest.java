package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.Misfire;
import org.caraway.TaskCall;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** What the tables have after all nodes have been down. */
@EachDatabase
class MissedFiresTest {

    private static final String NAME = "down";
    private static final ScheduleSettings MINUTES = ScheduleSettings.of(Timing.every(Duration.ofMinutes(1)));

    private final ScheduleNodes nodes;

    MissedFiresTest(MigratedDatabase database) throws SQLException {
        nodes = new ScheduleNodes(database);
    }

    /** Every node is down for a while; returns the history after the first round of two nodes that are back. */
    private List<ScheduleFire> afterDown(ScheduleSettings settings, Duration down) throws SQLException {
        nodes.schedules.create(NAME, TaskCall.of(StoreUnderTest.NAME, List.of()), settings);
        nodes.tasks.execute("UPDATE caraway_schedule SET version = version + 1, next_at = next_at - INTERVAL '"
                + down.toMinutes() + "' MINUTE");
        nodes.node().fireDue();
        nodes.node().fireDue();
        assertThat(nodes.info(NAME).nextAt()).isAfter(nodes.now().minusSeconds(1));
        return nodes.schedules.history(NAME, null, 1_000);
    }

    private static long count(List<ScheduleFire> fires, FireOutcome outcome) {
        return fires.stream().filter(fire -> fire.outcome() == outcome).count();
    }

    @Test
    void anHourDownRunsTheLatestFireByDefault() throws SQLException {
        List<ScheduleFire> fires = afterDown(MINUTES, Duration.ofHours(1));

        assertThat(nodes.live()).isEqualTo(1);
        assertThat(fires.get(0).outcome()).isEqualTo(FireOutcome.FIRED);
        assertThat(count(fires, FireOutcome.MISSED)).isBetween(59L, 60L);
    }

    @Test
    void anHourDownRunsEachFireWithAll() throws SQLException {
        List<ScheduleFire> fires = afterDown(MINUTES.misfire(Misfire.ALL, null), Duration.ofHours(1));

        assertThat(count(fires, FireOutcome.FIRED)).isBetween(60L, 61L).isEqualTo(nodes.live());
        assertThat(count(fires, FireOutcome.MISSED)).isZero();
    }

    @Test
    void firesBetweenAnInsertBySqlAndItsFirstReadingAreNotLost() throws SQLException {
        nodes.tasks.execute("INSERT INTO caraway_schedule (name, task, kind, expression, misfire, next_at)"
                + " VALUES ('" + NAME + "', '" + StoreUnderTest.NAME + "', 'EVERY', 'PT1M', 'ALL',"
                + " CURRENT_TIMESTAMP - INTERVAL '10' MINUTE)");

        nodes.node().fireDue();
        nodes.node().fireDue();

        assertThat(count(nodes.schedules.history(NAME, null, 100), FireOutcome.FIRED))
                .isBetween(10L, 11L)
                .isEqualTo(nodes.live());
    }

    @Test
    void anHourDownRunsNothingThatIsLateWithSkip() throws SQLException {
        ScheduleSettings quarters =
                ScheduleSettings.of(Timing.every(Duration.ofMinutes(15))).misfire(Misfire.SKIP, Duration.ZERO);

        List<ScheduleFire> fires = afterDown(quarters, Duration.ofHours(1));

        assertThat(nodes.live()).isZero();
        assertThat(count(fires, FireOutcome.MISSED)).isBetween(4L, 5L);
    }

    @Test
    void twoWeeksDownOfASecondStayWithinTheBoundOfAll() throws SQLException {
        ScheduleSettings seconds =
                ScheduleSettings.of(Timing.every(Duration.ofSeconds(1))).misfire(Misfire.ALL, Duration.ofDays(30));

        afterDown(seconds, Duration.ofDays(14));

        assertThat(nodes.live()).isBetween(Backlog.CAP / 2L, Backlog.CAP + 2L);
        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_schedule_fire WHERE outcome = 'MISSED'"))
                .isEqualTo(1);
        Instant first = nodes.schedules
                .history(NAME, nodes.now().minus(Duration.ofDays(13)), 10)
                .get(0)
                .at();
        assertThat(first).isBefore(nodes.now().minus(Duration.ofDays(13)));
    }
}
