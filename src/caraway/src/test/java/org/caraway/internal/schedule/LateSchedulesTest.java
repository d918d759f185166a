package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.caraway.Overlap;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Schedules that do not run: what health, metrics and observers get. */
@EachDatabase
class LateSchedulesTest {

    private static final TaskCall<?> CALL = TaskCall.of(StoreUnderTest.NAME, List.of());

    private final ScheduleNodes nodes;
    private final ScheduleFirer node;

    LateSchedulesTest(MigratedDatabase database) throws SQLException {
        nodes = new ScheduleNodes(database);
        node = nodes.node();
    }

    private List<String> late() {
        node.late().lookNow();
        return node.late().names().orElseThrow();
    }

    @Test
    void aScheduleThatNobodyFiresForThreePeriodsIsLate() throws SQLException {
        nodes.schedules.create("minutes", CALL, ScheduleSettings.of(Timing.every(Duration.ofMinutes(1))));
        nodes.schedules.create("hourly", CALL, ScheduleNodes.HOURLY);
        nodes.schedules.create("paused", CALL, ScheduleNodes.HOURLY);
        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = CURRENT_TIMESTAMP - INTERVAL '3' MINUTE");
        nodes.schedules.pause("paused");

        assertThat(late()).containsExactly("minutes");

        node.fireDue();

        assertThat(late()).isEmpty();
    }

    @Test
    void aScheduleWhoseRunHangsForThreePeriodsIsLateUntilItRunsAgain() throws SQLException {
        nodes.schedules.create("hangs", CALL, ScheduleNodes.HOURLY.overlap(Overlap.SKIP));
        fire("hangs");
        for (int i = 0; i < 3; i++) {
            assertThat(late()).isEmpty();
            fire("hangs");
        }

        assertThat(late()).containsExactly("hangs");
        assertThat(nodes.info("hangs").firesWithoutRun()).isEqualTo(3);

        nodes.tasks.complete(nodes.tasks.claim(1).get(0), new Transition.Succeed(null));
        fire("hangs");

        assertThat(late()).isEmpty();
    }

    private void fire(String name) throws SQLException {
        nodes.tasks.execute("UPDATE caraway_schedule SET version = version + 1, next_at ="
                + " COALESCE(last_at, CURRENT_TIMESTAMP - INTERVAL '1' MINUTE) + INTERVAL '1' SECOND WHERE name = '"
                + name + "'");
        node.fireDue();
    }

    @Test
    void observersGetWhatBecameOfEachFire() throws SQLException {
        nodes.schedules.create(
                "nightly", CALL, ScheduleNodes.HOURLY.overlap(Overlap.SKIP).maxRuns(2L));
        fire("nightly");
        fire("nightly");
        nodes.tasks.complete(nodes.tasks.claim(1).get(0), new Transition.Succeed(null));
        fire("nightly");

        assertThat(nodes.events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Fired", "Skipped", "Fired", "Ended");
        assertThat(nodes.events.get(0)).isInstanceOfSatisfying(ScheduleEvent.Fired.class, fired -> {
            assertThat(fired.late()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(75));
            assertThat(fired.schedule()).isEqualTo("nightly");
        });
        assertThat(nodes.events.get(1))
                .isInstanceOfSatisfying(ScheduleEvent.Skipped.class, skipped -> assertThat(skipped.reason())
                        .isEqualTo("A run has not finished"));

        nodes.schedules.create("other", CALL, ScheduleNodes.HOURLY);
        nodes.schedules.by("olga").pause("other");

        assertThat(nodes.events).contains(new ScheduleEvent.Paused("other", "Paused by olga"));
    }
}
