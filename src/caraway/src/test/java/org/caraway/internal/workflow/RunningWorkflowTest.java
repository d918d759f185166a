package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.internal.store.durable.FinishedStep;
import org.caraway.internal.store.durable.StoredStep;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workflows that change while they run. */
@EachDatabase
class RunningWorkflowTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private WorkflowRig rig;

    RunningWorkflowTest(MigratedDatabase database) {
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

    @Test
    void aWorkflowTakesThePlaceOfATask() throws SQLException {
        TaskHandle<Integer> task = rig.queue.enqueue(Steps::twice, 5);
        ClaimedTask claimed = rig.claim(1).get(0);
        FinishedStep step = new FinishedStep("fetch", StoredStep.Kind.STEP, "1", Duration.ZERO);
        assertThat(rig.bench.store().durableSteps().storeStep(claimed, step, false))
                .isTrue();
        rig.replace(
                claimed, rig.queue.call(Steps::upTo, 3).thenEach(Steps::twice).join(Steps::sum));
        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        assertThat(rig.bench.store().durableSteps().storedSteps(task.id()))
                .as("another method's steps")
                .isEmpty();
        rig.drain();
        assertThat(task.await(SOON)).isEqualTo(12);
        assertThat(rig.count("workflow_id = '" + task.id() + "'")).isEqualTo(6);
        assertThat(rig.bench.count("SELECT nodes FROM caraway_workflow")).isEqualTo(3 + 3);
        assertThat(rig.count("node IS NULL")).isZero();
    }

    @Test
    void aReplacementKeepsThePlaceInTheWorkflow() {
        TaskHandle<Integer> last =
                rig.queue.enqueue(Workflow.map(List.of(1, 2, 3), number -> rig.queue.call(Steps::twice, number))
                        .join(Steps::sum));
        for (ClaimedTask member : rig.claim(3)) {
            if (member.arguments().equals("[2]")) {
                rig.replace(member, rig.queue.call(Steps::twice, 50).then(Steps::twice));
            } else {
                rig.run(member);
            }
        }
        assertThat(last.state()).isEqualTo(TaskState.WAITING);
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(2 + 200 + 6);
    }

    @Test
    void aGroupWithoutAJoinTakesThePlaceOfATask() {
        TaskHandle<List<Integer>> list = rig.queue.enqueue(Steps::upTo, 1);
        rig.replace(rig.claim(1).get(0), Workflow.map(List.of(4, 5), number -> rig.queue.call(Steps::twice, number)));
        rig.drain();
        assertThat(list.await(SOON)).containsExactly(8, 10);
    }

    @Test
    void aReplacementIsWrittenUnderTheToken() throws SQLException {
        TaskHandle<Integer> task = rig.queue.enqueue(Steps::twice, 5);
        ClaimedTask claimed = rig.claim(1).get(0);
        rig.run(claimed);
        rig.replace(claimed, rig.queue.call(Steps::twice, 1).then(Steps::twice));
        assertThat(task.await(SOON)).isEqualTo(10);
        assertThat(rig.count("id IS NOT NULL")).isEqualTo(1);
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_workflow")).isZero();
    }

    @Test
    void aRevokedTaskIsNotReplaced() throws SQLException {
        TaskHandle<Integer> task = rig.queue.enqueue(Steps::twice, 5);
        ClaimedTask claimed = rig.claim(1).get(0);
        task.revoke();
        rig.replace(claimed, rig.queue.call(Steps::twice, 1).then(Steps::twice));
        assertThat(task.state()).isEqualTo(TaskState.REVOKED);
        assertThat(rig.count("id IS NOT NULL")).isEqualTo(1);
    }

    @Test
    void aMemberAddsMembersToItsGroup() throws SQLException {
        for (int size : new int[] {1, 3, 300}) {
            TaskHandle<Integer> last = rig.queue.enqueue(
                    Workflow.map(IntStream.rangeClosed(1, size).boxed().toList(), n -> rig.queue.call(Steps::twice, n))
                            .join(Steps::sum));
            List<ClaimedTask> members = new ArrayList<>(rig.claim(size));
            ClaimedTask adding = members.remove(size / 2);
            members.forEach(rig::run);
            rig.runAdding(
                    adding,
                    List.of(
                            rig.queue.call(Steps::twice, 1_000),
                            rig.queue.call(Steps::twice, 2_000).then(Steps::twice)));
            assertThat(last.state()).isEqualTo(TaskState.WAITING);
            rig.drain();
            assertThat(last.await(SOON)).isEqualTo(size * (size + 1) + 2_000 + 8_000);
        }
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group WHERE pending <> 0"))
                .isZero();
    }

    @Test
    void anAddedMemberWaitsForItsTurnInAGroupWithABound() throws SQLException {
        TaskHandle<Integer> last = rig.queue.enqueue(Workflow.map(List.of(1, 2), n -> rig.queue.call(Steps::twice, n))
                .atMost(1)
                .join(Steps::sum));
        rig.runAdding(rig.claim(5).get(0), List.of(rig.queue.call(Steps::twice, 100)));
        assertThat(rig.count("state = 'PENDING'")).isEqualTo(1);
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(2 + 4 + 200);
    }
}
