package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.TaskHandle;
import org.caraway.UniqueKey;
import org.caraway.Workflow;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Options of workflows and steps, and shapes that are easily forgotten. */
@EachDatabase
class WorkflowFormsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private WorkflowRig rig;

    WorkflowFormsTest(MigratedDatabase database) {
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
    void aStepMayIgnoreTheResultBeforeIt() {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(rig.queue.call(Steps::twice, 5)));

        rig.run(rig.claim(10).get(0));
        assertThat(last.state().name()).isEqualTo("PENDING");
        rig.drain();

        assertThat(last.await(SOON)).isEqualTo(10);
    }

    @Test
    void aGroupWithoutMembersSucceedsAtOnce() {
        List<Workflow<Integer>> none = List.of();

        TaskHandle<List<Integer>> group = rig.queue.enqueue(Workflow.group(none));
        rig.drain();

        assertThat(group.await(SOON)).isEmpty();
    }

    @Test
    void aGroupFollowedByACallIsJoined() {
        TaskHandle<Integer> last =
                rig.queue.enqueue(Workflow.map(List.of(1, 2, 3), number -> rig.queue.call(Steps::twice, number))
                        .then(Steps::sum)
                        .then(Steps::twice));

        rig.drain();

        assertThat(last.await(SOON)).isEqualTo(24);
    }

    @Test
    void aListIsCutIntoChunks() throws SQLException {
        TaskHandle<Integer> sum =
                rig.queue.enqueue(Workflow.chunks(List.of(1, 2, 3, 4, 5), 2, chunk -> rig.queue.call(Steps::sum, chunk))
                        .join(Steps::sum));

        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(15);
        assertThat(rig.count("name = 'Steps.sum'")).isEqualTo(4);
    }

    @Test
    void optionsOfTheWorkflowReachAllStepsThatHaveNoneOfTheirOwn() throws SQLException {
        rig.queue.enqueue(Workflow.map(List.of(1, 2), number -> rig.queue.call(Steps::twice, number))
                .join(Steps::sum)
                .then(rig.queue.call(Steps::twice, 1).priority(2))
                .with(call -> call.priority(7).queue("slow")));

        assertThat(rig.count("priority = 7 AND queue = 'slow' AND name <> 'caraway.group'"))
                .isEqualTo(3);
        assertThat(rig.count("priority = 2 AND queue = 'slow' AND name = 'Steps.twice'"))
                .isEqualTo(1);
    }

    @Test
    void aDelayCountsFromTheReleaseOfItsStep() throws SQLException {
        rig.queue.enqueue(Workflow.group(List.of(
                        rig.queue.call(Steps::twice, 1),
                        rig.queue.call(Steps::twice, 2).in(Duration.ofHours(1))))
                .any()
                .then(rig.queue.call(Steps::twice, 3).in(Duration.ofHours(2))));

        rig.drain();

        assertThat(rig.count("state = 'PENDING' AND run_at > CURRENT_TIMESTAMP + INTERVAL '59' MINUTE"))
                .isEqualTo(2);
        assertThat(rig.count("state = 'PENDING' AND run_at > CURRENT_TIMESTAMP + INTERVAL '119' MINUTE"))
                .isEqualTo(1);
    }

    @Test
    void theIdIsKnownBeforeTheWorkflowIsEnqueuedAndCountsOnce() throws SQLException {
        UUID id = UUID.randomUUID();
        Workflow<Integer> workflow =
                rig.queue.call(Steps::twice, 1).then(Steps::twice).id(id);

        assertThat(rig.queue.enqueue(workflow).id()).isEqualTo(id);
        assertThat(rig.queue.enqueue(workflow).id()).isEqualTo(id);

        assertThat(rig.count("name = 'Steps.twice'")).isEqualTo(2);
        rig.drain();
        assertThat(rig.queue.handle(id, Integer.class).await(SOON)).isEqualTo(4);
    }

    @Test
    void aUniqueKeyIsThatOfTheWholeWorkflowUntilItsEnd() throws SQLException {
        Workflow<Integer> workflow =
                rig.queue.call(Steps::twice, 1).then(Steps::twice).with(call -> call.unique(UniqueKey.of("daily")));

        UUID first = rig.queue.enqueue(workflow).id();
        rig.run(rig.claim(1).get(0));
        assertThat(rig.queue.enqueue(workflow).id()).isEqualTo(first);
        rig.drain();

        assertThat(rig.queue.enqueue(workflow).id()).isNotEqualTo(first);
    }
}
