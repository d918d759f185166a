package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.caraway.Overlap;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.Workflow;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleState;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fires that the database refuses, among others that it does not. */
@EachDatabase
class RefusedFiresTest {

    private static final TaskCall<Integer> CALL = TaskCall.of(StoreUnderTest.NAME, List.of());
    private static final TaskCall<Integer> BAD = TaskCall.of("Bad.task", List.of());

    private final ScheduleNodes nodes;
    private final ScheduleFirer node;

    RefusedFiresTest(MigratedDatabase database) throws SQLException {
        nodes = new ScheduleNodes(database);
        node = nodes.node();
    }

    @AfterEach
    void accept() throws SQLException {
        nodes.tasks.execute("ALTER TABLE caraway_active DROP CONSTRAINT IF EXISTS good_tasks");
        nodes.tasks.execute("ALTER TABLE caraway_workflow DROP CONSTRAINT IF EXISTS good_workflows");
    }

    private void refuse() throws SQLException {
        nodes.tasks.execute("ALTER TABLE caraway_active ADD CONSTRAINT good_tasks CHECK (name <> 'Bad.task')");
        nodes.tasks.execute("ALTER TABLE caraway_workflow ADD CONSTRAINT good_workflows CHECK (name <> 'bad')");
    }

    /** Of the guilty schedule "m" and of two others, whose ids and names are on both sides of it. */
    private void createAndFire(Workflow<?> guilty) throws SQLException {
        nodes.schedules.create("a", CALL, ScheduleNodes.HOURLY);
        nodes.schedules.create("m", guilty, ScheduleNodes.HOURLY);
        nodes.schedules.create("z", CALL, ScheduleNodes.HOURLY);
        for (String name : List.of("a", "m", "z")) {
            nodes.makeDue(name);
        }
        node.fireDue();
    }

    private void assertOthersFired() throws SQLException {
        assertThat(nodes.info("a").runs()).isEqualTo(1);
        assertThat(nodes.info("z").runs()).isEqualTo(1);
        assertThat(nodes.live()).isEqualTo(2);
        assertThat(nodes.events)
                .filteredOn(ScheduleEvent.Fired.class::isInstance)
                .hasSize(2);
    }

    private void assertInvalid(String name, String reason) {
        ScheduleInfo info = nodes.info(name);
        assertThat(info.state()).isEqualTo(ScheduleState.INVALID);
        assertThat(info.reason()).contains("the database refused it").containsIgnoringCase(reason);
        assertThat(info.nextAt()).isNull();
        assertThat(info.runs()).isZero();
    }

    private void assertRefused(String name) {
        ScheduleFire fire = nodes.schedules.history(name, null, 1).get(0);
        assertThat(fire.outcome()).isEqualTo(FireOutcome.REFUSED);
        assertThat(fire.reason()).contains("the database refused it");
        assertThat(fire.taskId()).isNull();
    }

    @Test
    void ofATaskMakeItsScheduleInvalidAndTheOthersFire() throws SQLException {
        refuse();

        createAndFire(BAD);

        assertOthersFired();
        assertInvalid("m", "good_tasks");
        assertRefused("m");
    }

    @Test
    void ofAWorkflowMakeItsScheduleInvalidAndTheOthersFire() throws SQLException {
        refuse();

        createAndFire(Workflow.group(List.of(CALL, CALL)).named("bad"));

        assertOthersFired();
        assertInvalid("m", "good_workflows");
        assertRefused("m");
    }

    @Test
    void whoseInstantTheHistoryHasMakeTheirScheduleInvalidAndTheOthersFire() throws SQLException {
        nodes.schedules.create("m", CALL, ScheduleNodes.HOURLY);
        nodes.makeDue("m");
        nodes.tasks.execute("INSERT INTO caraway_schedule_fire (schedule_id, fire_at, outcome)"
                + " SELECT id, next_at, 'MISSED' FROM caraway_schedule");
        nodes.schedules.create("z", CALL, ScheduleNodes.HOURLY);
        nodes.makeDue("z");

        node.fireDue();

        assertThat(nodes.info("z").runs()).isEqualTo(1);
        assertThat(nodes.live()).isEqualTo(1);
        assertInvalid("m", "caraway_schedule_fire");
    }

    @Test
    void thatWaitedMakeTheirScheduleInvalidAndTheOthersFire() throws SQLException {
        for (String name : List.of("m", "z")) {
            nodes.schedules.create(
                    name, name.equals("m") ? BAD : CALL, ScheduleNodes.HOURLY.overlap(Overlap.QUEUE_ONE));
            Instant now = nodes.now();
            nodes.schedules.backfill(name, now.minusSeconds(3_600), now);
        }
        refuse();

        node.fireDue();

        assertThat(nodes.live()).isEqualTo(1);
        assertThat(nodes.info("z").state()).isEqualTo(ScheduleState.ACTIVE);
        assertInvalid("m", "good_tasks");
        assertRefused("m");
    }

    @Test
    void endWithTheMendingOfTheSchedule() throws SQLException {
        refuse();
        createAndFire(BAD);

        nodes.schedules.change("m", CALL);
        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = CURRENT_TIMESTAMP WHERE name = 'm'");
        node.fireDue();

        assertThat(nodes.info("m").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(nodes.info("m").runs()).isEqualTo(1);
    }

    @Test
    void ofArgumentsThatAreTooLargeAreRefused() throws SQLException {
        nodes.schedules.create("a", CALL, ScheduleNodes.HOURLY);
        nodes.schedules.create("m", CALL, ScheduleNodes.HOURLY);
        nodes.tasks.execute(
                "UPDATE caraway_schedule SET arguments = '[\"" + "x".repeat(1 << 20) + "\"]' WHERE name = 'm'");
        nodes.makeDue("a");
        nodes.makeDue("m");

        node.fireDue();

        assertThat(nodes.live()).isEqualTo(1);
        ScheduleFire fire = nodes.schedules.history("m", null, 1).get(0);
        assertThat(fire.outcome()).isEqualTo(FireOutcome.REFUSED);
        assertThat(fire.reason()).contains("more than " + (1 << 20));
        assertThat(nodes.info("m").state()).isEqualTo(ScheduleState.ACTIVE);
    }
}
