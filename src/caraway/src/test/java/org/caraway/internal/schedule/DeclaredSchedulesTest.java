package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.caraway.Overlap;
import org.caraway.TaskCall;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Timing;
import org.caraway.internal.engine.LocalTransactions;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** What code declares, what operators edit, and what deployments do with both. */
@EachDatabase
class DeclaredSchedulesTest {

    private final ScheduleNodes nodes;
    private final MigratedDatabase database;

    DeclaredSchedulesTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        nodes = new ScheduleNodes(database);
    }

    private static DeclaredSchedule declared(ScheduleSettings settings, boolean enabled) {
        return DeclaredSchedule.of(
                "nightly", StoreUnderTest.NAME, "[]", Map.of("priority", "3", "queue", "default"), settings, enabled);
    }

    private static ScheduleSettings cron(String expression) {
        return ScheduleSettings.of(Timing.cron(expression));
    }

    private void deploy(ScheduleSettings settings) {
        nodes.declared(declared(settings, true)).store();
    }

    @Test
    void aSecondDeploymentChangesNothing() {
        deploy(cron("0 3 * * *"));
        ScheduleInfo first = nodes.info("nightly");
        deploy(cron("0 3 * * *"));

        assertThat(nodes.info("nightly")).isEqualTo(first);
        assertThat(first.declared()).isTrue();
        assertThat(first.options()).containsEntry("priority", "3");
        assertThat(first.description()).isEqualTo("at 03:00 each day in UTC");
    }

    @Test
    void aDeploymentTakesWhatTheCodeSaysAndKeepsWhatAnOperatorEdited() {
        deploy(cron("0 3 * * *"));
        nodes.schedules.by("olga").change("nightly", settings -> settings.timing(Timing.cron("0 5 * * *")));
        deploy(cron("0 4 * * *").overlap(Overlap.SKIP));

        ScheduleInfo edited = nodes.info("nightly");
        assertThat(edited.settings().orElseThrow().timing().expression()).isEqualTo("0 5 * * *");
        assertThat(edited.settings().orElseThrow().overlap()).isEqualTo(Overlap.SKIP);
        assertThat(edited.edited()).containsExactlyInAnyOrder("kind", "expression", "zone");
        assertThat(edited.changedBy()).isEqualTo("olga");

        nodes.schedules.reset("nightly");

        ScheduleInfo reset = nodes.info("nightly");
        assertThat(reset.settings().orElseThrow().timing().expression()).isEqualTo("0 4 * * *");
        assertThat(reset.edited()).isEmpty();
        assertThat(reset.nextAt())
                .isEqualTo(
                        nodes.schedules.preview("nightly", cron("0 4 * * *"), 1).get(0));
    }

    @Test
    void anOperatorsPauseOutlivesADeploymentAndTheCodesDoesNot() {
        deploy(cron("0 3 * * *"));
        nodes.schedules.pause("nightly");
        deploy(cron("0 3 * * *"));
        assertThat(nodes.info("nightly").state()).isEqualTo(ScheduleState.PAUSED);

        nodes.schedules.reset("nightly");
        nodes.declared(declared(cron("0 3 * * *"), false)).store();
        assertThat(nodes.info("nightly").state()).isEqualTo(ScheduleState.PAUSED);
        assertThat(nodes.info("nightly").reason()).isEqualTo("Disabled in the code");

        deploy(cron("0 3 * * *"));
        assertThat(nodes.info("nightly").state()).isEqualTo(ScheduleState.ACTIVE);
    }

    @Test
    void whatNoNodeDeclaresAnyMoreIsWithdrawnWithItsHistoryAndComesBack() throws SQLException {
        deploy(ScheduleNodes.HOURLY);
        nodes.makeDue("nightly");
        nodes.node().fireDue();
        Instant fired = nodes.info("nightly").lastAt();
        nodes.tasks.execute("UPDATE caraway_schedule SET declared_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR");

        int withdrawn = nodes.store().schedules().changes().withdraw(Duration.ofMinutes(5));

        assertThat(withdrawn).isEqualTo(1);
        assertThat(nodes.info("nightly").state()).isEqualTo(ScheduleState.WITHDRAWN);
        assertThat(nodes.schedules.next("nightly", 5)).isEmpty();
        Instant now = nodes.now();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.backfill("nightly", now.minusSeconds(7_200), now))
                .withMessageContaining("'nightly' is withdrawn");
        assertThat(nodes.schedules.history("nightly", null, 5)).hasSize(1);
        deploy(ScheduleNodes.HOURLY);
        assertThat(nodes.info("nightly").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(nodes.info("nightly").nextAt()).isAfter(fired);
        assertThat(nodes.store().schedules().changes().withdraw(Duration.ofMinutes(5)))
                .isZero();
    }

    @Test
    void aScheduleOfRunTimeIsNotTakenOver() {
        nodes.schedules.create("nightly", TaskCall.of("Other.task", List.of()), ScheduleNodes.HOURLY);
        deploy(cron("0 3 * * *"));

        assertThat(nodes.info("nightly").task()).isEqualTo("Other.task");
        assertThat(nodes.info("nightly").declared()).isFalse();
    }

    @Test
    void aScheduleRunsNowSeveralTimesInOneTransaction() throws SQLException {
        LocalTransactions transactions = new LocalTransactions();
        ScheduleNodes joining = new ScheduleNodes(database, new TaskRegistry(List.of()), transactions);
        joining.schedules.create("reports", TaskCall.of(StoreUnderTest.NAME, List.of()), ScheduleNodes.HOURLY);

        transactions.begin();
        for (int i = 0; i < 3; i++) {
            joining.schedules.runNow("reports");
        }
        transactions.commit();

        assertThat(joining.live()).isEqualTo(3);
        assertThat(joining.schedules.history("reports", null, 10)).hasSize(3);
    }

    @Test
    void operatorsSeeNextFiresRunNowPauseAndDelete() throws SQLException {
        TaskCall<?> call = TaskCall.of(StoreUnderTest.NAME, List.of("x"));
        ScheduleInfo created = nodes.schedules
                .by("olga")
                .create("dynamic", call, cron("0 12 * * *").jitter(Duration.ofHours(1)));
        List<Instant> next = nodes.schedules.next("dynamic", 3);
        assertThat(next).hasSize(3);
        assertThat(next.get(0)).isEqualTo(created.nextAt());
        assertThat(Duration.between(next.get(0), next.get(1))).isEqualTo(Duration.ofDays(1));

        assertThat(nodes.schedules.pause("dynamic").state()).isEqualTo(ScheduleState.PAUSED);
        nodes.schedules.runNow("dynamic");
        assertThat(nodes.tasks.claim(5)).hasSize(1);
        assertThat(nodes.schedules.history("dynamic", null, 5)).hasSize(1);
        assertThat(nodes.schedules.resume("dynamic").nextAt()).isEqualTo(created.nextAt());
        assertThat(nodes.schedules.list(null, 10))
                .extracting(ScheduleInfo::name)
                .containsExactly("dynamic");
        assertThat(nodes.schedules.delete("dynamic")).isTrue();
        assertThat(nodes.schedules.find("dynamic")).isEmpty();
        assertThat(nodes.store().audit().latest(10))
                .extracting(entry -> entry.action() + " " + entry.actor())
                .contains("deleteSchedule null", "runSchedule null", "createSchedule olga");
    }

    @Test
    void whatCannotBeScheduledIsRefused() {
        TaskCall<?> call = TaskCall.of(StoreUnderTest.NAME, List.of());
        nodes.schedules.create("taken", call, ScheduleNodes.HOURLY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create("taken", call, ScheduleNodes.HOURLY))
                .withMessageContaining("There is a schedule 'taken' already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create("x", call.in(Duration.ofSeconds(1)), ScheduleNodes.HOURLY))
                .withMessageContaining("has no id, unique key, start");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create("x", call, ScheduleSettings.of(Timing.at(Instant.EPOCH))))
                .withMessageContaining("would never fire");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> nodes.schedules.change("taken", settings -> settings.timing(Timing.cron("0 0 30 2 *"))))
                .withMessageContaining("never fires");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.pause("none"))
                .withMessageContaining("There is no schedule 'none'");
    }

    @Test
    void lateSchedulesAreFound() throws SQLException {
        nodes.schedules.create("late", TaskCall.of(StoreUnderTest.NAME, List.of()), ScheduleNodes.HOURLY);
        assertThat(nodes.schedules.late(Duration.ofMinutes(1))).isEmpty();

        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = CURRENT_TIMESTAMP - INTERVAL '5' MINUTE");

        assertThat(nodes.schedules.late(Duration.ofMinutes(1)))
                .extracting(ScheduleInfo::name)
                .containsExactly("late");
    }

    @Test
    void aResumeOrAResetWhileAFireIsDueLosesNoFire() throws SQLException {
        deploy(ScheduleNodes.HOURLY);
        nodes.makeDue("nightly");
        Instant due = nodes.info("nightly").nextAt();

        nodes.schedules.resume("nightly");
        nodes.schedules.reset("nightly");
        nodes.node().fireDue();

        assertThat(nodes.info("nightly").lastAt()).isEqualTo(due);
        assertThat(nodes.live()).isEqualTo(1);
    }
}
