package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.TaskError;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.Workflow;
import org.caraway.admin.TaskQuery;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exception of a workflow's handle: the step with which its failure began. */
@EachDatabase
class FailedStepTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private WorkflowRig rig;

    FailedStepTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), new Steps());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private TaskFailedException failure(Workflow<?> workflow) {
        TaskHandle<?> last = rig.queue.enqueue(workflow);
        rig.drain();
        return catchThrowableOfType(TaskFailedException.class, () -> last.await(SOON));
    }

    private String path(Workflow<?> workflow) {
        return failure(workflow).failedStep().path();
    }

    @Test
    void isItsOriginalFailureWithTypeMessageAndTrace() {
        TaskHandle<Integer> last = rig.queue.enqueue(
                rig.queue.call(Steps::failIfOdd, 3).then(Steps::twice).then(Steps::twice));
        rig.drain();

        assertThatThrownBy(() -> last.await(SOON)).isInstanceOfSatisfying(TaskFailedException.class, failed -> {
            assertThat(failed.error())
                    .isEqualTo(new TaskError(IllegalStateException.class.getName(), "odd: 3", "trace"));
            assertThat(failed.failedStep().name()).isEqualTo("Steps.failIfOdd");
            assertThat(failed.failedStep().path()).isEqualTo("Steps.failIfOdd");
            assertThat(failed)
                    .hasMessage("Task " + last.id() + " (Steps.twice) failed because step "
                            + failed.failedStep().id() + " failed at Steps.failIfOdd with "
                            + IllegalStateException.class.getName() + ": odd: 3");
        });
        TaskView view = last.view();
        assertThat(view.workflowId()).isEqualTo(last.id());
        assertThat(view.causeId()).isNotEqualTo(last.id()).isNotNull();
        assertThat(view.summary().causeId()).isEqualTo(view.causeId());
    }

    @Test
    void hasThePathOfAMemberOfAFanOut() {
        assertThat(path(rig.queue
                        .call(Steps::upTo, 4)
                        .<Integer, Integer>thenEachCompose(
                                number -> number.then(Steps::plus, 1).then(Steps::failIfOdd))
                        .join(Steps::sum)))
                .isEqualTo("Steps.upTo > Steps.plus[1] > Steps.failIfOdd");
    }

    @Test
    void hasThePathOfAStepThatIsNotTheLastOfItsMember() {
        assertThat(path(rig.queue
                        .call(Steps::upTo, 4)
                        .<Integer, Integer>thenEachCompose(
                                number -> number.then(Steps::failIfOdd).then(Steps::twice))
                        .atMost(1)
                        .join(Steps::sum)
                        .then(Steps::twice)))
                .isEqualTo("Steps.upTo > Steps.failIfOdd[0]");
    }

    @Test
    void hasThePathThroughNestedGroups() {
        Workflow<List<Integer>> inner = Workflow.group(
                rig.queue.call(Steps::twice, 1),
                rig.queue.call(Steps::twice, 1).then(Steps::plus, 1).then(Steps::failIfOdd));

        assertThat(path(Workflow.group(rig.queue.call(Steps::upTo, 1), inner)
                        .then(Workflow.group(rig.queue.call(Steps::upTo, 1), rig.queue.call(Steps::upTo, 2)))))
                .isEqualTo("Steps.twice[1][1] > Steps.plus > Steps.failIfOdd");
    }

    @Test
    void hasThePathThroughBoundedGroups() {
        Workflow<List<Integer>> inner = Workflow.group(
                        rig.queue.call(Steps::twice, 1), rig.queue.call(Steps::failIfOdd, 1))
                .atMost(1);

        assertThat(path(rig.queue
                        .call(Steps::twice, 1)
                        .then(Workflow.group(rig.queue.call(Steps::upTo, 1), inner)
                                .atMost(1))))
                .isEqualTo("Steps.twice > Steps.failIfOdd[1][1]");
    }

    @Test
    void namesStepsAndGroupsByTheirOwnNames() {
        assertThat(path(Workflow.map(List.of(2, 4), number -> rig.queue.call(Steps::failIfOdd, number))
                        .named("all")
                        .then(Steps::sum)
                        .then(Steps::plus, 1)
                        .then(rig.queue.call(Steps::failIfOdd, 1).named("check"))))
                .isEqualTo("all > Steps.sum > Steps.plus > check");
    }

    @Test
    void hasABoundedPath() {
        Workflow<Integer> chain = rig.queue.call(Steps::twice, 1);
        for (int step : IntStream.range(0, 60).toArray()) {
            chain = chain.then(rig.queue.call(Steps::twice, 1).named("a long name of step " + step));
        }

        String path = path(chain.then(Steps::plus, 1).then(Steps::failIfOdd));

        assertThat(path)
                .hasSizeLessThanOrEqualTo(500)
                .startsWith("…")
                .endsWith("step 59 > Steps.plus > Steps.failIfOdd");
    }

    @Test
    void workflowsAreFoundByNameAndLabelAndTheirStepsByTheirs() {
        Workflow<Integer> doubled = rig.queue
                .call(Steps::twice, 3)
                .named("first")
                .then(Steps::twice)
                .named("nightly")
                .with(call -> call.label("tenant", "acme"));
        TaskHandle<Integer> nightly = rig.queue.enqueue(doubled);
        rig.queue.enqueue(doubled.named("weekly"));
        rig.drain();

        assertThat(rig.steps(TaskQuery.all().onlyWorkflows().workflowName("nightly")))
                .extracting(TaskSummary::id)
                .containsExactly(nightly.id());
        assertThat(rig.steps(TaskQuery.all().onlyWorkflows().label("tenant", "acme")))
                .hasSize(2);
        assertThat(rig.steps(TaskQuery.all().workflow(nightly.id()))).hasSize(2);
        assertThat(rig.steps(TaskQuery.all().workflow(nightly.id()).step("first")))
                .singleElement()
                .extracting(TaskSummary::workflowId)
                .isEqualTo(nightly.id());
    }

    @Test
    void ofAPlainTaskIsTheTask() {
        TaskFailedException failed = failure(rig.queue.call(Steps::failIfOdd, 1));

        assertThat(failed.failedStep().path()).isEqualTo("Steps.failIfOdd");
        assertThat(failed.getMessage()).contains("(Steps.failIfOdd) failed with");
    }

    @Test
    void namesTheStepThatWasRevoked() {
        TaskHandle<Integer> last = rig.queue.enqueue(
                rig.queue.call(Steps::twice, 3).then(Steps::twice).named("doubled"));
        UUID first = rig.steps(TaskQuery.all().states(TaskState.PENDING)).get(0).id();
        rig.queue.handle(first, Object.class).revoke();

        assertThatThrownBy(() -> last.await(SOON))
                .isInstanceOfSatisfying(TaskRevokedException.class, revoked -> assertThat(
                                revoked.revokedStep().orElseThrow().id())
                        .isEqualTo(first))
                .hasMessage("Task " + last.id() + " (Steps.twice) has no result because step " + first
                        + " (Steps.twice) was revoked");
    }
}
