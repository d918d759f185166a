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
    private final Steps steps = new Steps();
    private WorkflowRig rig;

    WorkflowFormsTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), steps);
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
    void aChainOfChainsKeepsTheFollowUpsOfItsParts() {
        Workflow<Integer> part =
                rig.queue.call(Steps::twice, 1).then(Steps::twice).onSuccess(Steps::note);

        TaskHandle<Integer> last = rig.queue.enqueue(part.then(Steps::twice));
        rig.drain();

        assertThat(last.await(SOON)).isEqualTo(8);
        assertThat(steps.seen).containsExactly("noted 4");
    }

    @Test
    void aGroupOfOneIsAGroup() {
        TaskHandle<Integer> sum = rig.queue.enqueue(
                Workflow.group(List.of(rig.queue.call(Steps::twice, 3))).join(Steps::sum));

        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(6);
    }

    @Test
    void aChainAndAGroupMayFollowAJoin() {
        Workflow<Integer> joined = Workflow.map(List.of(1, 2), number -> rig.queue.call(Steps::twice, number))
                .join(Steps::sum);

        TaskHandle<Integer> chain = rig.queue.enqueue(joined.then(Steps::twice).then(Steps::twice));
        TaskHandle<Integer> chord = rig.queue.enqueue(joined.thenCompose(
                total -> Workflow.group(List.of(total.then(Steps::twice), total.then(Steps::plus, 1)))
                        .join(Steps::sum)));
        rig.drain();

        assertThat(chain.await(SOON)).isEqualTo(24);
        assertThat(chord.await(SOON)).isEqualTo(12 + 7);
    }

    @Test
    void argumentsThatAreGivenBeforeFollowTheResult() {
        TaskHandle<String> text = rig.queue.enqueue(
                rig.queue.call(Steps::twice, 21).then(Steps::text).then(Steps::both, 7));

        rig.drain();

        assertThat(text.await(SOON)).isEqualTo("<42>7");
    }

    @Test
    void aStepIsStoredWithoutThoseThatFollow() throws SQLException {
        Workflow<Integer> chain = rig.queue.call(Steps::twice, 1);
        for (int step = 0; step < 100; step++) {
            chain = chain.then(Steps::twice);
        }

        rig.queue.enqueue(chain);

        assertThat(rig.count("name = 'Steps.twice'")).isEqualTo(101);
        assertThat(rig.count("LENGTH(CAST(arguments AS varchar)) + LENGTH(CAST(options AS varchar))"
                        + " + COALESCE(LENGTH(CAST(context AS varchar)), 0) > 200"))
                .isZero();
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
