package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.TaskCall;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Timing;
import org.caraway.spi.ScheduleType;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Schedules by types and calendars of the application's own. */
@EachDatabase
class SchedulePluginsTest {

    private static final TaskCall<Integer> CALL = TaskCall.of(StoreUnderTest.NAME, List.of());
    private static final ScheduleSettings TIDES = ScheduleSettings.of(Timing.custom("tide", "Brest"));
    private static final ScheduleType TIDE = SchedulePluginsTest::tide;

    private boolean calendarFails;
    private final SchedulePlugins plugins = new SchedulePlugins(
            Map.of("tide", TIDE),
            Map.of("never", (fire, zone) -> Optional.empty(), "holidays", (fire, zone) -> holiday()));
    private final ScheduleNodes nodes;
    private final ScheduleFirer node;

    SchedulePluginsTest(MigratedDatabase database) throws SQLException {
        nodes = new ScheduleNodes(database, plugins);
        node = nodes.node();
    }

    /** Each twelve hours. */
    private static Optional<Instant> tide(String expression, ZoneId zone, Instant after) {
        if (!expression.equals("Brest")) {
            throw new IllegalArgumentException("there is no harbour '" + expression + "'");
        }
        return Optional.of(after.truncatedTo(ChronoUnit.HALF_DAYS).plus(Duration.ofHours(12)));
    }

    private Optional<String> holiday() {
        if (calendarFails) {
            throw new IllegalStateException("no answer");
        }
        return Optional.of("New Year");
    }

    private List<FireOutcome> outcomes(String name) {
        return nodes.schedules.history(name, null, 10).stream()
                .map(ScheduleFire::outcome)
                .toList();
    }

    @Test
    void aTypeOfTheApplicationSaysWhenAScheduleFires() throws SQLException {
        ScheduleInfo created = nodes.schedules.create("lock", CALL, TIDES);

        assertThat(created.nextAt())
                .isEqualTo(tide("Brest", ZoneId.of("UTC"), nodes.now()).orElseThrow());
        assertThat(created.settings()).contains(TIDES);
        assertThat(created.description()).isEqualTo("as the type tide Brest says, in UTC");
        nodes.makeDue("lock");
        node.fireDue();
        assertThat(outcomes("lock")).containsExactly(FireOutcome.FIRED);
        assertThat(nodes.info("lock").nextAt()).isEqualTo(created.nextAt());
    }

    @Test
    void whatATypeDoesNotTakeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create("lock", CALL, TIDES.timing(Timing.custom("tide", "Paris"))))
                .withMessage("The schedule type 'tide' does not take 'Paris': there is no harbour 'Paris'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create("lock", CALL, TIDES.timing(Timing.custom("tied", ""))))
                .withMessage("'tied' is the name of no schedule type here; did you mean 'tide'?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create("lock", CALL, TIDES.except("hollidays")))
                .withMessage("'hollidays' is the name of no calendar here; did you mean 'holidays'?");
    }

    @Test
    void aTypeThatDoesNotMoveOnIsRefused() {
        SchedulePlugins stuck =
                new SchedulePlugins(Map.of("stuck", (text, zone, after) -> Optional.of(after)), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> stuck.timetable("x", TIDES.timing(Timing.custom("stuck", "")))
                        .next(Instant.EPOCH))
                .withMessageContaining("it has to return a later instant");
    }

    @Test
    void excludedFiresAreInTheHistoryWithTheReasonAndMakeNoScheduleLate() throws SQLException {
        nodes.schedules.create("report", CALL, ScheduleNodes.HOURLY.except("never", "holidays"));
        for (int i = 0; i < 4; i++) {
            nodes.tasks.execute("UPDATE caraway_schedule SET version = version + 1, next_at ="
                    + " COALESCE(last_at, CURRENT_TIMESTAMP - INTERVAL '1' MINUTE) + INTERVAL '1' SECOND");
            node.fireDue();
        }

        assertThat(outcomes("report")).hasSize(4).containsOnly(FireOutcome.SKIPPED);
        assertThat(nodes.schedules.history("report", null, 1).get(0).reason())
                .isEqualTo("Excluded by the calendar 'holidays': New Year");
        assertThat(nodes.info("report").firesWithoutRun()).isZero();
        assertThat(nodes.info("report").description()).endsWith(", except holidays, never");
        assertThat(nodes.live()).isZero();
        assertThat(nodes.schedules.next("report", 5)).isEmpty();
        Instant now = nodes.now();
        assertThat(nodes.schedules.backfill("report", now.minus(Duration.ofDays(1)), now))
                .isEmpty();

        nodes.schedules.change("report", settings -> settings.except("never"));
        assertThat(nodes.schedules.next("report", 5)).hasSize(5);
    }

    @Test
    void aCalendarThatFailsHoldsUpItsScheduleOnly() throws SQLException {
        nodes.schedules.create("report", CALL, ScheduleNodes.HOURLY.except("holidays"));
        nodes.schedules.create("other", CALL, ScheduleNodes.HOURLY);
        nodes.makeDue("report");
        nodes.makeDue("other");
        calendarFails = true;

        node.fireDue();

        assertThat(nodes.info("other").runs()).isEqualTo(1);
        assertThat(nodes.info("report").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(outcomes("report")).isEmpty();
        calendarFails = false;
        nodes.node().fireDue(); // as this one a minute later
        assertThat(outcomes("report")).containsExactly(FireOutcome.SKIPPED);
    }

    @Test
    void aNodeWithoutTheTypeLeavesTheScheduleToTheOthers() throws SQLException {
        nodes.schedules.create("lock", CALL, TIDES);
        nodes.schedules.create("report", CALL, ScheduleNodes.HOURLY.except("never"));
        nodes.schedules.create("other", CALL, ScheduleNodes.HOURLY);
        for (String name : List.of("lock", "report", "other")) {
            nodes.makeDue(name);
        }

        ScheduleFirer foreign = nodes.node(SchedulePlugins.NONE);
        foreign.fireDue();
        foreign.fireDue();

        assertThat(nodes.info("other").runs()).isEqualTo(1);
        assertThat(nodes.live()).isEqualTo(1);
        node.fireDue();
        assertThat(nodes.live()).isEqualTo(3);
    }

    @Test
    void aRowOfASqlClientNamesTypeAndCalendar() throws SQLException {
        insert("lock", "tide Brest", "never, holidays");
        insert("wrong", "tide Paris", "");
        insert("unknown", "moon", "");

        node.fireDue();
        assertThat(nodes.info("lock").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(nodes.info("lock").settings().orElseThrow().except()).containsExactlyInAnyOrder("never", "holidays");
        assertThat(nodes.info("wrong").state()).isEqualTo(ScheduleState.INVALID);
        assertThat(nodes.info("wrong").reason()).contains("no harbour 'Paris'");
        assertThat(nodes.info("unknown").state()).isEqualTo(ScheduleState.NEW); // another node may have it

        nodes.tasks.execute(
                "UPDATE caraway_schedule SET next_at = next_at - INTERVAL '2' MINUTE WHERE name = 'unknown'");
        nodes.node().fireDue();
        assertThat(nodes.info("unknown").state()).isEqualTo(ScheduleState.INVALID);
        assertThat(nodes.info("unknown").reason()).contains("'moon' is the name of no schedule type here");
    }

    private void insert(String name, String expression, String calendars) throws SQLException {
        nodes.tasks.execute("INSERT INTO caraway_schedule (name, task, kind, expression, except_calendars) VALUES ('"
                + name + "', 'Mail.send', 'CUSTOM', '" + expression + "', '" + calendars + "')");
    }

    @Test
    void aDeclaredScheduleThatItsTypeRefusesIsInvalidAndTheOthersAreStored() {
        nodes.declared(declared("wrong", "tide Paris"), declared("lock", "tide Brest"))
                .store();

        assertThat(nodes.info("wrong").state()).isEqualTo(ScheduleState.INVALID);
        assertThat(nodes.info("wrong").reason()).contains("no harbour 'Paris'");
        assertThat(nodes.info("lock").state()).isEqualTo(ScheduleState.ACTIVE);

        nodes.declared(declared("wrong", "tide Brest")).store();
        assertThat(nodes.info("wrong").state()).isEqualTo(ScheduleState.ACTIVE);
    }

    private static DeclaredSchedule declared(String name, String expression) {
        return DeclaredSchedule.of(
                name,
                StoreUnderTest.NAME,
                "[]",
                Map.of(),
                TIDES.timing(new Timing(Timing.Kind.CUSTOM, expression, ZoneId.of("UTC"))),
                true);
    }
}
