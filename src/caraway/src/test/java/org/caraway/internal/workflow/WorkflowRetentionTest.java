package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.TaskHandle;
import org.caraway.Workflow;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long the tasks of workflows are kept, and forgetting them. */
@EachDatabase
class WorkflowRetentionTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MANY = 1_000;

    private final MigratedDatabase database;
    private WorkflowRig rig;

    WorkflowRetentionTest(MigratedDatabase database) {
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

    private TaskHandle<Integer> fanOut() {
        return rig.queue.enqueue(
                rig.queue.call(Steps::upTo, 3).thenEach(Steps::twice).join(Steps::sum));
    }

    private int prune() {
        return prune(MANY);
    }

    private int prune(int limit) {
        return rig.bench.store().retention().prune(Duration.ZERO, limit);
    }

    private long rows() throws SQLException {
        return rig.count("TRUE")
                + rig.bench.count("SELECT COUNT(*) FROM caraway_workflow")
                + rig.bench.count("SELECT COUNT(*) FROM caraway_group");
    }

    @Test
    void theTasksOfALiveWorkflowAreKeptUntilItsEnd() throws SQLException {
        TaskHandle<Integer> sum = fanOut();
        rig.run(rig.claim(1).get(0));
        rig.runAll(rig.claim(2));

        assertThat(prune()).isZero();
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(12);
        assertThat(prune()).isEqualTo(6);
        assertThat(rows()).isZero();
    }

    @Test
    void aCallbackThatHasNotRunKeepsTheWorkflow() throws SQLException {
        TaskHandle<Integer> twice = rig.queue.enqueue(
                rig.queue.call(Steps::twice, 1).then(Steps::twice).onSuccess(Steps::note));
        rig.run(rig.claim(1).get(0));
        rig.run(rig.claim(1).get(0));

        assertThat(twice.await(SOON)).isEqualTo(4);
        assertThat(prune()).isZero();
        rig.drain();

        assertThat(prune()).isEqualTo(3);
    }

    @Test
    void theLongestRetentionOfItsStepsCounts() throws SQLException {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(Steps::twice));
        rig.drain();
        rig.bench.execute("UPDATE caraway_finished SET retain_until = finished_at + INTERVAL '1' HOUR WHERE id <> '"
                + last.id() + "'");

        assertThat(prune()).isZero();
        rig.bench.execute("UPDATE caraway_finished SET retain_until = finished_at WHERE retain_until IS NOT NULL");

        assertThat(prune()).isEqualTo(2);
    }

    @Test
    void groupsAndStepsThatNeverRanHaveNoRetentionOfTheirOwn() throws SQLException {
        rig.queue.enqueue(Workflow.group(List.of(rig.queue.call(Steps::twice, 1), rig.queue.call(Steps::twice, 2))));
        rig.drain();
        rig.bench.execute("UPDATE caraway_finished SET retain_until = finished_at WHERE group_id IS NOT NULL");

        assertThat(rig.bench.store().retention().prune(Duration.ofHours(1), MANY))
                .isEqualTo(3);
    }

    @Test
    void aLargeWorkflowIsPrunedInBatches() throws SQLException {
        fanOut();
        rig.drain();

        assertThat(prune(4)).isEqualTo(4);
        assertThat(prune(4)).isEqualTo(2);
        assertThat(rows()).isZero();
    }

    @Test
    void aWorkflowIsCheckedAgainAfterATenthOfTheRetention() throws SQLException {
        fanOut();
        rig.drain();
        rig.bench.store().retention().prune(Duration.ofHours(1), MANY);

        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_workflow WHERE check_at > CURRENT_TIMESTAMP"
                        + " + INTERVAL '5' MINUTE AND NOT pruned"))
                .isEqualTo(1);
        assertThat(prune()).isZero();
        rig.bench.execute("UPDATE caraway_workflow SET check_at = CURRENT_TIMESTAMP");
        assertThat(prune()).isEqualTo(6);
    }

    @Test
    void aWorkflowIsForgottenAsAWhole() throws SQLException {
        TaskHandle<Integer> sum = fanOut();
        rig.run(rig.claim(1).get(0));

        assertThatThrownBy(sum::forget).isInstanceOf(IllegalStateException.class);
        rig.drain();
        sum.forget();

        assertThat(rows()).isZero();
    }

    @Test
    void aStepWhoseResultIsNeededIsNotForgotten() throws SQLException {
        TaskHandle<Integer> sum = fanOut();
        rig.run(rig.claim(1).get(0));
        UUID first = UUID.fromString(
                database.texts("SELECT id FROM caraway_finished").get(0));

        assertThatThrownBy(() -> rig.queue.handle(first, Object.class).forget())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a step of the workflow " + sum.id());
        rig.drain();
        UUID member = UUID.fromString(database.texts("SELECT id FROM caraway_finished WHERE group_index = 1")
                .get(0));

        assertThatThrownBy(() -> rig.queue.handle(member, Object.class).forget())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a member of the group");
        rig.queue.handle(first, Object.class).forget();
        assertThat(sum.await(SOON)).isEqualTo(12);
    }
}
