package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.caraway.Join;
import org.caraway.Outcome;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.Task;
import org.caraway.TaskHandle;
import org.caraway.TaskRevokedException;
import org.caraway.Workflow;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.StepReruns.Which;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revoking whole workflows. */
@EachDatabase
class WorkflowRevocationTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private final Steps steps = new Steps();
    private WorkflowRig rig;

    WorkflowRevocationTest(MigratedDatabase database) {
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

    /** The tasks. */
    public static class Steps {

        final List<String> seen = new ArrayList<>();

        @Task
        public List<Integer> upTo(int count) {
            return IntStream.rangeClosed(1, count).boxed().toList();
        }

        @Task
        public int twice(int number) {
            return 2 * number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Task
        public void alert(Outcome<?> outcome) {
            seen.add("alert " + outcome.state());
        }
    }

    private TaskHandle<Integer> fanOut(int members) {
        return rig.queue.enqueue(rig.queue
                .call(Steps::upTo, members)
                .thenEach(Steps::twice)
                .join(Steps::sum)
                .onFailure(Steps::alert));
    }

    private void scan() {
        while (rig.bench.store().revoked().revocations(WorkflowRig.WORKER).more()) {}
    }

    private String order() {
        return String.valueOf(
                database.texts("SELECT revoke_mode FROM caraway_workflow").get(0));
    }

    @Test
    void allStepsThatHaveNotRunAreRevokedAndTheFailureCallbackRunsOnce() throws SQLException {
        TaskHandle<Integer> sum = fanOut(1_200);
        rig.run(rig.claim(1).get(0));

        assertThat(sum.revoke()).isEqualTo(RevokeOutcome.REVOKED);
        scan();
        scan();
        rig.drain();

        assertThatThrownBy(() -> sum.await(SOON)).isInstanceOf(TaskRevokedException.class);
        assertThat(rig.count("state = 'REVOKED'")).isEqualTo(1_202);
        assertThat(steps.seen).containsExactly("alert REVOKED");
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        assertThat(order()).isEqualTo("null");
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_audit WHERE action = 'revoke'"))
                .isEqualTo(1);
    }

    @Test
    void runningStepsAreAskedToStopAndWhatTheyAddIsRevoked() throws SQLException {
        TaskHandle<Integer> sum = fanOut(3);
        List<ClaimedTask> first = rig.claim(1);

        sum.revoke(RevokeMode.INTERRUPT);
        assertThat(rig.bench.store().revoked().revocations(WorkflowRig.WORKER).held())
                .extracting(held -> held.id() + " " + held.mode())
                .containsExactly(first.get(0).id() + " INTERRUPT");
        assertThat(order()).isEqualTo("INTERRUPT");
        rig.runAll(first);
        scan();
        scan();
        rig.drain();

        assertThat(rig.count("name = 'Steps.twice' AND state <> 'REVOKED'")).isZero();
        assertThat(steps.seen).containsExactly("alert REVOKED");
        assertThat(order()).isEqualTo("null");
    }

    @Test
    void membersThatAJoinHasNotWaitedForAreRevokedAfterItsEnd() throws SQLException {
        TaskHandle<Integer> any = rig.queue.enqueue(Workflow.group(List.of(
                        rig.queue.call(Steps::twice, 1),
                        rig.queue.call(Steps::twice, 2).in(Duration.ofHours(1))))
                .join(Steps::twice, Join.ANY));
        rig.drain();

        assertThat(any.revoke()).isEqualTo(RevokeOutcome.REQUESTED);
        scan();

        assertThat(any.await(SOON)).isEqualTo(4);
        assertThat(rig.count("state = 'REVOKED'")).isEqualTo(1);
        assertThat(any.revoke()).isEqualTo(RevokeOutcome.OVER);
    }

    @Test
    void aRevokedWorkflowRunsAgain() {
        TaskHandle<Integer> sum = fanOut(3);
        sum.revoke();
        assertThatThrownBy(sum::retry).isInstanceOf(IllegalStateException.class).hasMessageContaining("being revoked");
        scan();
        scan();
        rig.drain();

        assertThat(rig.bench.store().requeues().rerunWorkflow(sum.id(), Which.ALL, OperatedStore.NOTE))
                .isPresent();
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(12);
    }
}
