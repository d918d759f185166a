package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.caraway.QueueFullException;
import org.caraway.TaskCall;
import org.caraway.Workflow;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs for fires of the past. */
@EachDatabase
class BackfillTest {

    private static final TaskCall<Integer> CALL = TaskCall.of(StoreUnderTest.NAME, List.of());

    private final ScheduleNodes nodes;
    private final ScheduleFirer node;
    private final Instant now;

    BackfillTest(MigratedDatabase database) throws SQLException {
        nodes = new ScheduleNodes(database);
        node = nodes.node();
        now = nodes.now();
    }

    private static List<FireOutcome> outcomes(List<ScheduleFire> fires) {
        return fires.stream().map(ScheduleFire::outcome).toList();
    }

    @Test
    void whatWasMissedRunsWhatHasRunDoesNotAndTheNextFireStays() throws SQLException {
        nodes.schedules.create("hourly", CALL, ScheduleNodes.HOURLY.misfire(Misfire.ONCE, null));
        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = next_at - INTERVAL '3' HOUR, version = version + 1");
        node.fireDue();
        assertThat(outcomes(nodes.schedules.history("hourly", null, 10)))
                .containsExactly(FireOutcome.FIRED, FireOutcome.MISSED, FireOutcome.MISSED);
        ScheduleInfo before = nodes.info("hourly");

        List<Instant> fires = nodes.schedules.by("olga").backfill("hourly", now.minus(Duration.ofHours(5)), now);
        List<Instant> again = nodes.schedules.backfill("hourly", now.minus(Duration.ofHours(5)), now);

        assertThat(fires).hasSize(4).isSorted().doesNotContain(before.lastAt());
        assertThat(again).isEmpty();
        assertThat(outcomes(nodes.schedules.history("hourly", null, 10)))
                .hasSize(5)
                .containsOnly(FireOutcome.FIRED);
        assertThat(nodes.live()).isEqualTo(5);
        assertThat(nodes.info("hourly").nextAt()).isEqualTo(before.nextAt());
        assertThat(nodes.info("hourly").lastAt()).isEqualTo(before.lastAt());
        assertThat(nodes.store().audit().latest(10))
                .extracting(entry -> entry.action() + " " + entry.actor())
                .contains("backfillSchedule olga");
    }

    @Test
    void runsFollowOneAnotherWhereTheyMayNotOverlap() {
        runsFollowOneAnother(Overlap.SKIP);
    }

    @Test
    void runsFollowOneAnotherWhereTheNextFireWouldRevokeThem() {
        runsFollowOneAnother(Overlap.REVOKE_RUNNING);
    }

    private void runsFollowOneAnother(Overlap overlap) {
        nodes.schedules.create("single", CALL, ScheduleNodes.HOURLY.overlap(overlap));

        List<Instant> fires = nodes.schedules.backfill("single", now.minus(Duration.ofHours(2)), now);

        assertThat(fires).hasSize(2);
        for (Instant fire : fires) {
            node.fireDue();
            List<ClaimedTask> run = nodes.tasks.claim(10);
            assertThat(run).hasSize(1);
            assertThat(run.get(0).particulars().options()).containsEntry("scheduled-for", fire.toString());
            nodes.tasks.complete(run.get(0), new Transition.Succeed(null));
        }
        node.fireDue();
        assertThat(nodes.tasks.claim(10)).isEmpty();
    }

    @Test
    void workflowsAreBackfilledToo() throws SQLException {
        nodes.schedules.create("pair", Workflow.group(List.of(CALL, CALL)), ScheduleNodes.HOURLY);

        nodes.schedules.backfill("pair", now.minus(Duration.ofHours(2)), now);

        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_workflow")).isEqualTo(2);
    }

    @Test
    void workflowsWithTooManyTasksAreRefused() throws SQLException {
        nodes.schedules.create("many", Workflow.group(Collections.nCopies(200, CALL)), ScheduleNodes.HOURLY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.backfill("many", now.minus(Duration.ofHours(50)), now))
                .withMessageContaining("have more than 10000 tasks, the steps of their workflows included")
                .withMessageContaining("take a shorter span");
        assertThat(nodes.live()).isZero();
    }

    @Test
    void catchingUpIsSplitIntoTransactions() throws SQLException {
        nodes.schedules.create(
                "many",
                Workflow.group(Collections.nCopies(2_000, CALL)),
                ScheduleNodes.HOURLY.misfire(Misfire.ALL, Duration.ofDays(2)));
        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = next_at - INTERVAL '7' HOUR, version = version + 1");

        assertThat(node.fireDue()).isZero();
        assertThat(nodes.info("many").runs()).isEqualTo(5);
        node.fireDue();

        assertThat(nodes.info("many").runs()).isEqualTo(7);
        assertThat(outcomes(nodes.schedules.history("many", null, 10)))
                .hasSize(7)
                .containsOnly(FireOutcome.FIRED);
    }

    @Test
    void aQueueIsAskedForRoomForAllRunsTogether() throws SQLException {
        nodes.tasks.execute("INSERT INTO caraway_queue (queue, max_length) VALUES ('default', 3)");
        nodes.schedules.create("hourly", CALL, ScheduleNodes.HOURLY.misfire(Misfire.ALL, null));

        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> nodes.schedules.backfill("hourly", now.minus(Duration.ofHours(4)), now));
        assertThat(nodes.live()).isZero();

        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = next_at - INTERVAL '4' HOUR, version = version + 1");
        node.fireDue();

        assertThat(nodes.live()).isEqualTo(3);
        assertThat(outcomes(nodes.schedules.history("hourly", null, 10)))
                .containsExactly(FireOutcome.SKIPPED, FireOutcome.FIRED, FireOutcome.FIRED, FireOutcome.FIRED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overlap.class,
            names = {"SKIP", "QUEUE_ONE"})
    void theSchedulesOwnFireGoesBeforeRunsThatWait(Overlap overlap) throws SQLException {
        nodes.schedules.create("single", CALL, ScheduleNodes.HOURLY.overlap(overlap));
        List<Instant> past = nodes.schedules.backfill("single", now.minus(Duration.ofHours(3)), now);
        node.fireDue();
        ClaimedTask first = nodes.tasks.claim(1).get(0);
        assertThat(scheduledFor(first)).isEqualTo(past.get(0).toString());

        nodes.makeDue("single");
        String own = String.valueOf(nodes.info("single").nextAt());
        node.fireDue();
        assertThat(nodes.tasks.claim(1)).isEmpty();
        nodes.tasks.complete(first, new Transition.Succeed(null));
        node.fireDue();

        ClaimedTask second = nodes.tasks.claim(1).get(0);
        assertThat(scheduledFor(second)).isEqualTo(own);
        nodes.tasks.complete(second, new Transition.Succeed(null));
        node.fireDue();
        assertThat(scheduledFor(nodes.tasks.claim(1).get(0)))
                .isEqualTo(past.get(1).toString());
    }

    private static @Nullable String scheduledFor(ClaimedTask task) {
        return task.particulars().options().get("scheduled-for");
    }

    @Test
    void whatIsDueIsLeftToTheLoop() throws SQLException {
        nodes.schedules.create("hourly", CALL, ScheduleNodes.HOURLY);
        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = next_at - INTERVAL '2' HOUR, version = version + 1");

        List<Instant> fires = nodes.schedules.backfill("hourly", now.minus(Duration.ofHours(3)), now);
        node.fireDue();

        assertThat(fires).hasSize(1);
        assertThat(nodes.live()).isEqualTo(2);
    }

    @Test
    void spansThatMakeNoSenseAreRefused() {
        nodes.schedules.create("seconds", CALL, ScheduleSettings.of(Timing.every(Duration.ofSeconds(1))));
        nodes.schedules.create("delay", CALL, ScheduleSettings.of(Timing.delay(Duration.ofSeconds(1))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.backfill("seconds", now, now))
                .withMessageContaining("is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.backfill("seconds", now, now.plusSeconds(3_600)))
                .withMessageContaining("into the future");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.backfill("seconds", now.minusSeconds(3_600), now))
                .withMessageContaining("more than 1000 fires");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.backfill("delay", now.minusSeconds(60), now))
                .withMessageContaining("after the end of each run");
    }
}
