package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.Join;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compositions of each kind, from the call to the result. */
@EachDatabase
class WorkflowTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private final Steps steps = new Steps();
    private WorkflowRig rig;

    WorkflowTest(MigratedDatabase database) {
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
    void aStepTakesTheResultOfTheOneBefore() {
        TaskHandle<Integer> last = rig.queue.enqueue(
                rig.queue.call(Steps::twice, 5).then(Steps::plus, 1).then(Steps::twice));
        assertThat(last.state()).isEqualTo(TaskState.WAITING);
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(22);
    }

    @Test
    void aJoinTakesTheResultsInTheOrderOfTheMembers() {
        TaskHandle<Integer> last =
                rig.queue.enqueue(Workflow.map(List.of(1, 2, 3), number -> rig.queue.call(Steps::twice, number))
                        .join(Steps::sum));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(12);
    }

    @Test
    void aGroupReturnsTheResultsOfItsMembers() {
        TaskHandle<List<Integer>> group = rig.queue.enqueue(Workflow.group(
                rig.queue.call(Steps::twice, 1), rig.queue.call(Steps::twice, 2).then(Steps::twice)));
        rig.drain(10);
        assertThat(group.await(SOON)).containsExactly(2, 8);
    }

    @Test
    void aFanOutRunsOneTaskForEachElement() {
        for (int count : new int[] {0, 1, 3, 700}) {
            TaskHandle<Integer> last = rig.queue.enqueue(
                    rig.queue.call(Steps::upTo, count).thenEach(Steps::twice).join(Steps::sum));
            rig.drain(50);
            assertThat(last.await(SOON)).isEqualTo(count * (count + 1));
        }
    }

    @Test
    void aBoundedFanOutRunsItsMembersInTurns() throws SQLException {
        TaskHandle<Integer> last = rig.queue.enqueue(
                rig.queue.call(Steps::upTo, 10).thenEach(Steps::twice).atMost(3).join(Steps::sum));
        rig.run(rig.claim(10).get(0));
        assertThat(rig.count("state = 'PENDING'")).isEqualTo(3);
        var claimed = rig.claim(10);
        assertThat(claimed).hasSize(3);
        rig.run(claimed.get(0));
        assertThat(rig.count("state = 'PENDING'")).isEqualTo(1);
        rig.run(claimed.get(1));
        rig.run(claimed.get(2));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(110);
    }

    @Test
    void aBoundedGroupRunsItsMembersInTurns() throws SQLException {
        TaskHandle<List<Integer>> group = rig.queue.enqueue(Workflow.map(
                        List.of(1, 2, 3, 4, 5),
                        number -> rig.queue.call(Steps::twice, number).then(Steps::twice))
                .atMost(2));
        assertThat(rig.count("state = 'PENDING'")).isEqualTo(2);
        rig.drain();
        assertThat(group.await(SOON)).containsExactly(4, 8, 12, 16, 20);
    }

    @Test
    void aZipJoinsUnlikeTypes() {
        TaskHandle<String> last =
                rig.queue.enqueue(Workflow.zip(rig.queue.call(Steps::text, 1), rig.queue.call(Steps::twice, 2))
                        .then(Steps::both));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo("<1>4");
    }

    @Test
    void aDiamondTakesOneResultInTwoPlaces() {
        TaskHandle<String> last = rig.queue.enqueue(
                rig.queue.call(Steps::twice, 4).thenCompose(n -> Workflow.zip(n.then(Steps::text), n.then(Steps::twice))
                        .then(Steps::both)));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo("<8>16");
    }

    @Test
    void aConditionTakesOneBranchAndSkipsTheOther() throws SQLException {
        for (int number : new int[] {3, 4}) {
            TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                    .call(Steps::plus, number, 0)
                    .thenIf(Steps::isEven, n -> n.then(Steps::twice).then(Steps::twice))
                    .orElse(n -> n.then(Steps::plus, 100))
                    .then(Steps::plus, 1));
            rig.drain();
            assertThat(last.await(SOON)).isEqualTo(number == 4 ? 17 : 104);
        }
        assertThat(rig.count("state = 'SKIPPED'")).isEqualTo(3);
        assertThat(rig.count("finished_at IS NULL")).isZero();
    }

    @Test
    void whatDependsOnAFailedStepEndsWithItsError() throws SQLException {
        TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                .call(Steps::failIfOdd, 3)
                .then(Steps::twice)
                .then(Steps::twice)
                .onFailure(Steps::alert)
                .onSuccess(Steps::note));
        rig.drain();
        assertThatThrownBy(() -> last.await(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("odd: 3");
        assertThat(steps.seen).containsExactly("FAILURE odd: 3");
        assertThat(rig.count("state = 'FAILURE'")).isEqualTo(3);
        assertThat(rig.count("state = 'SKIPPED'")).isEqualTo(1);
    }

    @Test
    void aSettledJoinTakesValuesAndFailures() {
        TaskHandle<String> last = rig.queue.enqueue(rig.queue
                .call(Steps::upTo, 4)
                .thenEach(Steps::failIfOdd)
                .join(Steps::settled, Join.SETTLED)
                .onFailure(Steps::alert));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo("odd: 1;2;odd: 3;4;");
        assertThat(steps.seen).isEmpty();
    }

    @Test
    void theFailureOfAMemberFailsTheJoinOnce() throws SQLException {
        TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                .call(Steps::upTo, 5)
                .thenEach(Steps::failIfOdd)
                .join(Steps::sum)
                .onFailure(Steps::alert));
        rig.drain();
        assertThatThrownBy(() -> last.await(SOON)).hasMessageContaining("odd: 1");
        assertThat(steps.seen).containsExactly("FAILURE odd: 1");
        assertThat(rig.count("state = 'SUCCESS' AND name = 'Steps.failIfOdd'")).isEqualTo(2);
    }

    @Test
    void theFirstSuccessIsEnough() {
        TaskHandle<Integer> last =
                rig.queue.enqueue(Workflow.map(List.of(1, 3, 4, 5), number -> rig.queue.call(Steps::failIfOdd, number))
                        .join(Steps::twice, Join.ANY));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(8);
    }

    @Test
    void aNumberOfSuccessesIsEnough() {
        TaskHandle<Integer> enough =
                rig.queue.enqueue(Workflow.map(List.of(1, 2, 4, 6), number -> rig.queue.call(Steps::failIfOdd, number))
                        .join(Steps::sum, Join.atLeast(2)));
        TaskHandle<Integer> tooFew =
                rig.queue.enqueue(Workflow.map(List.of(1, 3, 4, 6), number -> rig.queue.call(Steps::failIfOdd, number))
                        .join(Steps::sum, Join.atLeast(3)));
        rig.drain();
        assertThat(enough.await(SOON)).isEqualTo(6);
        assertThatThrownBy(() -> tooFew.await(SOON)).hasMessageContaining("odd: ");
    }

    @Test
    void groupsNestToAnyDepth() {
        TaskHandle<List<List<Integer>>> groups = rig.queue.enqueue(Workflow.group(
                rig.queue.call(Steps::upTo, 2).thenEach(Steps::twice),
                Workflow.group(
                        Workflow.map(List.of(1, 2), n -> rig.queue.call(Steps::twice, n))
                                .join(Steps::sum),
                        rig.queue.call(Steps::twice, 9)),
                Workflow.<Integer>group(List.of())));
        rig.drain();
        assertThat(groups.await(SOON)).containsExactly(List.of(2, 4), List.of(6, 18), List.of());
    }

    @Test
    void aFanOutOfWorkflowsRunsAWorkflowForEachElement() {
        TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                .call(Steps::upTo, 3)
                .<Integer, Integer>thenEachCompose(
                        n -> n.then(Steps::upTo).thenEach(Steps::twice).join(Steps::sum))
                .join(Steps::sum));
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(2 + 6 + 12);
    }

    @Test
    void aRevokedStepEndsWhatFollows() throws SQLException {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(Steps::twice));
        rig.queue.handle(pending(), Integer.class).revoke();
        assertThat(last.state()).isEqualTo(TaskState.REVOKED);
    }

    private UUID pending() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT id FROM caraway_active WHERE state = 'PENDING'");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }
}
