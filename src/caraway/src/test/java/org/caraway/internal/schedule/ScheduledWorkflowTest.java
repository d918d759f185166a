package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.caraway.Overlap;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.Workflow;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Schedules that enqueue workflows. */
@EachDatabase
class ScheduledWorkflowTest {

    private static final TaskCall<Integer> CALL = TaskCall.of(StoreUnderTest.NAME, List.of());
    private static final Workflow<?> TWO = Workflow.group(List.of(CALL, CALL)).named("two mails");

    private final ScheduleNodes nodes;
    private final ScheduleFirer node;
    private final MigratedDatabase database;

    ScheduledWorkflowTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        nodes = new ScheduleNodes(database);
        node = nodes.node();
    }

    private long workflows() throws SQLException {
        return nodes.tasks.count("SELECT COUNT(*) FROM caraway_workflow");
    }

    private void fire(String name) throws SQLException {
        nodes.tasks.execute("UPDATE caraway_schedule SET version = version + 1, next_at ="
                + " COALESCE(last_at, CURRENT_TIMESTAMP - INTERVAL '1' MINUTE) + INTERVAL '1' SECOND WHERE name = '"
                + name + "'");
        node.fireDue();
    }

    private void finish() {
        for (ClaimedTask task : nodes.tasks.claim(10)) {
            nodes.tasks.complete(task, new Transition.Succeed(null));
        }
    }

    private List<FireOutcome> outcomes(String name) {
        return nodes.schedules.history(name, null, 10).stream()
                .map(ScheduleFire::outcome)
                .toList();
    }

    @Test
    void aFireEnqueuesTheWholeWorkflowOnceWhateverTheNumberOfNodes() throws SQLException {
        ScheduleInfo created = nodes.schedules.create("pair", TWO, ScheduleNodes.HOURLY);
        nodes.makeDue("pair");
        Instant due = nodes.info("pair").nextAt();

        node.fireDue();
        nodes.node().fireDue();

        assertThat(created.workflow()).contains("two mails");
        assertThat(workflows()).isEqualTo(1);
        assertThat(nodes.live()).isEqualTo(3); // two steps and the group
        List<ClaimedTask> steps = nodes.tasks.claim(10);
        assertThat(steps).hasSize(2).allSatisfy(step -> assertThat(
                        step.particulars().options())
                .containsEntry("scheduled-for", String.valueOf(due)));
        ScheduleFire fire = nodes.schedules.history("pair", null, 1).get(0);
        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_workflow WHERE id = '" + fire.taskId() + "'"))
                .isEqualTo(1);
    }

    @Test
    void aRunHasNotFinishedBeforeTheLastStep() throws SQLException {
        nodes.schedules.create("pair", TWO, ScheduleNodes.HOURLY.overlap(Overlap.QUEUE_ONE));
        fire("pair");
        ClaimedTask one = nodes.tasks.claim(1).get(0);
        nodes.tasks.complete(one, new Transition.Succeed(null));
        fire("pair");
        fire("pair");
        assertThat(outcomes("pair")).containsExactly(FireOutcome.SKIPPED, FireOutcome.QUEUED, FireOutcome.FIRED);

        finish();
        node.fireDue();

        assertThat(outcomes("pair")).containsExactly(FireOutcome.SKIPPED, FireOutcome.FIRED, FireOutcome.FIRED);
        assertThat(workflows()).isEqualTo(2);
    }

    @Test
    void theRunningWorkflowIsRevokedForTheNextOne() throws SQLException {
        nodes.schedules.create("pair", TWO, ScheduleNodes.HOURLY.overlap(Overlap.REVOKE_RUNNING));
        fire("pair");
        fire("pair");

        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_workflow WHERE revoke_mode = 'INTERRUPT'"
                        + " AND revoked_by = 'schedule pair'"))
                .isEqualTo(1);
        assertThat(workflows()).isEqualTo(2);
    }

    static class Ward {
        @Task(format = "vault")
        void admit(@Sensitive String name) {}
    }

    @Test
    void argumentsAreStoredInTheFormatOfTheirTask() throws SQLException {
        ScheduleNodes ward = new ScheduleNodes(database, TestDefinitions.registryOf(Ward.class), null);
        TaskCall<Object> admit = TaskCall.of("Ward.admit", List.of("Ann"));

        ScheduleInfo created = ward.schedules.create(
                "ward", Workflow.group(List.of(admit, admit)).onFailure(admit), ScheduleNodes.HOURLY);
        ward.makeDue("ward");
        ward.node().fireDue();

        assertThat(created.workflow()).doesNotContain("Ann").contains("vault");
        assertThat(ward.tasks.count(
                        "SELECT COUNT(*) FROM caraway_schedule WHERE CAST(workflow AS VARCHAR) LIKE '%Ann%'"))
                .isZero();
        assertThat(ward.tasks.count("SELECT COUNT(*) FROM caraway_active WHERE name = 'Ward.admit'"
                        + " AND CAST(arguments AS VARCHAR) LIKE '%" + sealed() + "%'"))
                .isEqualTo(3);
    }

    private static String sealed() {
        return Base64.getEncoder().encodeToString("[\"Ann\"]".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aWorkflowIsReplacedByACallAndRunsNow() throws SQLException {
        nodes.schedules.create("pair", TWO, ScheduleNodes.HOURLY);

        nodes.schedules.runNow("pair");
        ScheduleInfo changed = nodes.schedules.change("pair", CALL);

        assertThat(workflows()).isEqualTo(1);
        assertThat(changed.workflow()).isNull();
        assertThat(changed.task()).isEqualTo(StoreUnderTest.NAME);
        assertThat(nodes.schedules.change("pair", TWO).task()).isEqualTo("workflow");
    }

    @Test
    void aRowOfASqlClientIsChecked() throws SQLException {
        nodes.schedules.create("pair", TWO, ScheduleNodes.HOURLY);
        nodes.tasks.execute("INSERT INTO caraway_schedule (name, task, expression, workflow)"
                + " SELECT 'good', 'workflow', '0 3 * * *', workflow FROM caraway_schedule");
        nodes.tasks.execute("INSERT INTO caraway_schedule (name, task, expression, workflow)"
                + " VALUES ('bad', 'workflow', '0 3 * * *', '{\"chaim\": []}')");

        node.fireDue();

        assertThat(nodes.info("good").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(nodes.info("bad").state()).isEqualTo(ScheduleState.INVALID);
        assertThat(nodes.info("bad").reason()).contains("chaim");
    }

    @Test
    void whatRunsCannotShareIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.schedules.create(
                        "unique", TWO.with(options -> options.uniqueKey("once")), ScheduleNodes.HOURLY))
                .withMessageContaining("no ids and unique keys");
        assertThat(nodes.schedules.find("unique")).isEmpty();
    }
}
