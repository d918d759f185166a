package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.caraway.AnyWorkflow;
import org.caraway.CallOptions;
import org.caraway.Join;
import org.caraway.Task;
import org.caraway.Workflow;
import org.caraway.WorkflowNode;
import org.caraway.internal.store.workflow.WorkflowLimits;
import org.caraway.test.H2Only;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a composition that makes no sense is refused with: nothing of it is inserted. */
@H2Only
class PlanningMessageTest {

    private final MigratedDatabase database;
    private WorkflowRig rig;

    PlanningMessageTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), new Steps());
    }

    @AfterEach
    void close() throws SQLException {
        assertThat(rig.count("1 = 1")).isZero();
        rig.close();
    }

    /** The tasks. */
    public static class Steps {

        @Task
        public int twice(int number) {
            return 2 * number;
        }

        @Task
        public int length(String text) {
            return text.length();
        }
    }

    private static WorkflowNode.Step byName(String task, WorkflowNode.Input input, Object... arguments) {
        return new WorkflowNode.Step(task, null, List.of(arguments), CallOptions.NONE, input);
    }

    private void refused(WorkflowNode node, String... parts) {
        assertThatThrownBy(() -> rig.queue.enqueue(AnyWorkflow.of(node)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aStepWithoutPredecessorIsNamedWithTheFix() {
        refused(
                byName("Steps.twice", WorkflowNode.Input.RESULT),
                "Step 'Steps.twice' takes the result of the step before it, but nothing comes before",
                "begin with a call that has all its arguments");
    }

    @Test
    void aResultOfTheWrongTypeIsRefusedByName() {
        refused(
                new WorkflowNode.Sequence(List.of(
                        byName("Steps.twice", WorkflowNode.Input.NONE, 1),
                        byName("Steps.length", WorkflowNode.Input.RESULT))),
                "Step 'Steps.length' takes java.lang.String as its parameter 1",
                "but Steps.twice gives int");
    }

    @Test
    void aFanOutOverASingleValueIsRefused() {
        refused(
                new WorkflowNode.Sequence(List.of(
                        byName("Steps.twice", WorkflowNode.Input.NONE, 1),
                        new WorkflowNode.Each(byName("Steps.twice", WorkflowNode.Input.RESULT), Join.ALL, null))),
                "thenEach needs a list, but Steps.twice gives int",
                "return a List, a Set or an array");
    }

    @Test
    void twoStepsOfOneNameAreRefused() {
        Workflow<Integer> one =
                rig.queue.call(Steps::twice, 1).then(Steps::twice).named("load");
        Workflow<Integer> other =
                rig.queue.call(Steps::twice, 2).then(Steps::twice).named("load");
        assertThatThrownBy(() -> rig.queue.enqueue(Workflow.group(one, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two steps of the workflow are named 'load'; give each a name of its own");
    }

    @Test
    void aGroupOfFewerMembersThanHaveToSucceedIsRefused() {
        refused(
                new WorkflowNode.Members(
                        List.of(byName("Steps.twice", WorkflowNode.Input.NONE, 1)), Join.atLeast(2), null),
                "A group has 1 members, but 2 of them have to succeed",
                "atLeast(1) or less");
    }

    @Test
    void aWorkflowAboveTheLimitIsRefused() {
        List<WorkflowNode> members = Stream.<WorkflowNode>generate(
                        () -> byName("Steps.twice", WorkflowNode.Input.NONE, 1))
                .limit(WorkflowLimits.MAX_NODES)
                .toList();
        refused(
                new WorkflowNode.Members(members, Join.ALL, null),
                "The workflow has 100001 steps and groups, more than 100000",
                "raise caraway.workflow.max-nodes");
    }
}
