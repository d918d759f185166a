package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.caraway.RevokeMode;
import org.caraway.TaskHandle;
import org.caraway.Workflow;
import org.caraway.admin.WorkflowView;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.StepReruns;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At most a number of workflows of the same name runs at once. */
@EachDatabase
class WorkflowTurnTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private final Steps steps = new Steps();
    private WorkflowRig rig;

    WorkflowTurnTest(MigratedDatabase database) {
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

    private Workflow<Integer> twoSteps(int number) {
        return rig.queue.call(Steps::twice, number).then(Steps::twice).named("import");
    }

    private TaskHandle<Integer> enqueue(int number, int limit) {
        return rig.queue.enqueue(twoSteps(number).maxConcurrent(limit));
    }

    private void scan() {
        rig.bench.store().revoked().revocations(WorkflowRig.WORKER);
    }

    private WorkflowView.@Nullable Hold held(TaskHandle<?> handle) {
        return rig.bench
                .store()
                .workflows()
                .reads()
                .view(handle.id(), null, 10)
                .orElseThrow()
                .held();
    }

    private List<UUID> claimed() {
        List<UUID> workflows = new ArrayList<>();
        rig.claim(100).forEach(task -> workflows.add(workflowOf(task)));
        return workflows;
    }

    private static UUID workflowOf(ClaimedTask task) {
        return Optional.ofNullable(task.step()).orElseThrow().workflowId();
    }

    @Test
    void theOthersWaitVisiblyAndBeginInTheirOrder() throws SQLException {
        List<TaskHandle<Integer>> runs = List.of(enqueue(1, 2), enqueue(2, 2), enqueue(3, 2), enqueue(4, 2));
        assertThat(rig.claim(10)).isEmpty();
        assertThat(rig.count("state = 'WAITING'")).isEqualTo(8);

        scan();
        List<ClaimedTask> first = rig.claim(10);

        assertThat(first.stream().map(WorkflowTurnTest::workflowOf))
                .containsExactlyInAnyOrder(runs.get(0).id(), runs.get(1).id());
        assertThat(held(runs.get(0))).isNull();
        assertThat(held(runs.get(2))).isEqualTo(WorkflowView.Hold.TURN);
        rig.runAll(first);
        scan();
        List<ClaimedTask> second = rig.claim(10);
        assertThat(second).hasSize(2); // the second steps of the same workflows
        rig.run(second.get(0));
        scan();
        assertThat(claimed()).containsExactly(runs.get(2).id());
    }

    @Test
    void allRunInTheEnd() throws SQLException {
        List<TaskHandle<Integer>> runs = new ArrayList<>();
        for (int number = 0; number < 7; number++) {
            runs.add(enqueue(number, 2));
        }
        for (int round = 0; round < 7; round++) {
            scan();
            rig.drain();
        }

        for (int number = 0; number < 7; number++) {
            assertThat(runs.get(number).await(SOON)).isEqualTo(4 * number);
        }
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    @Test
    void otherNamesAndWorkflowsWithoutALimitAreFree() {
        TaskHandle<Integer> limited = enqueue(1, 1);
        enqueue(2, 1);
        TaskHandle<Integer> other =
                rig.queue.enqueue(twoSteps(3).named("export").maxConcurrent(1));
        TaskHandle<Integer> free = rig.queue.enqueue(twoSteps(4));

        scan();

        assertThat(claimed()).containsExactlyInAnyOrder(limited.id(), other.id(), free.id());
    }

    @Test
    void aFanOutIsPlannedWhenItsTurnHasCome() throws SQLException {
        Workflow<Integer> fanOut = Workflow.map(List.of(1, 2), number -> rig.queue.call(Steps::twice, number))
                .thenEach(Steps::twice)
                .join(Steps::sum)
                .named("fan")
                .maxConcurrent(1);
        TaskHandle<Integer> one = rig.queue.enqueue(fanOut);
        TaskHandle<Integer> two = rig.queue.enqueue(fanOut);
        for (int round = 0; round < 3; round++) {
            scan();
            rig.drain();
        }

        assertThat(one.await(SOON)).isEqualTo(12);
        assertThat(two.await(SOON)).isEqualTo(12);
    }

    @Test
    void anEmptyGroupNeedsNoTurn() {
        TaskHandle<?> sum = rig.queue.enqueue(
                Workflow.group(List.<Workflow<Integer>>of()).named("empty").maxConcurrent(1));

        assertThat(rig.stateOf(sum.id())).isEqualTo("SUCCESS");
    }

    @Test
    void aFailedOneGivesItsTurnBackAfterItsCallback() throws SQLException {
        Workflow<Integer> failing = rig.queue
                .call(Steps::failIfOdd, 1)
                .onFailure(Steps::alert)
                .named("failing")
                .maxConcurrent(1);
        rig.queue.enqueue(failing);
        TaskHandle<Integer> next = rig.queue.enqueue(failing);
        scan();
        rig.run(rig.claim(1).get(0));
        scan();
        assertThat(rig.stateOf(next.id())).isEqualTo("WAITING");
        rig.drain();
        scan();

        assertThat(rig.stateOf(next.id())).isEqualTo("PENDING");
        assertThat(steps.seen).hasSize(1);
    }

    @Test
    void aRevokedOneThatWaitsTakesNoTurnFromOthers() {
        enqueue(1, 1);
        TaskHandle<Integer> revoked = enqueue(2, 1);
        TaskHandle<Integer> last = enqueue(3, 1);
        rig.bench.store().revocations().revoke(revoked.id(), RevokeMode.COOPERATIVE, OperatedStore.NOTE);
        for (int round = 0; round < 4; round++) {
            scan();
            rig.drain();
        }

        assertThat(rig.stateOf(revoked.id())).isEqualTo("REVOKED");
        assertThat(last.await(SOON)).isEqualTo(12);
    }

    @Test
    void aPausedOneKeepsItsTurnAndOneThatWaitsIsPassedByOthers() {
        TaskHandle<Integer> running = enqueue(1, 1);
        TaskHandle<Integer> paused = enqueue(2, 1);
        TaskHandle<Integer> last = enqueue(3, 1);
        scan();
        rig.bench.store().workflows().pause(running.id(), OperatedStore.NOTE);
        rig.bench.store().workflows().pause(paused.id(), OperatedStore.NOTE);
        scan();
        assertThat(rig.claim(10)).isEmpty();

        rig.bench.store().workflows().resume(running.id(), OperatedStore.NOTE);
        rig.drain();
        scan();
        assertThat(claimed()).containsExactly(last.id());
        rig.bench.store().workflows().resume(paused.id(), OperatedStore.NOTE);
        assertThat(rig.claim(10)).isEmpty();
    }

    @Test
    void oneThatRunsAgainWaitsForATurn() throws SQLException {
        TaskHandle<Integer> first = enqueue(1, 1);
        scan();
        rig.drain();
        TaskHandle<Integer> second = enqueue(2, 1);
        scan();
        rig.bench.store().requeues().rerunWorkflow(first.id(), StepReruns.Which.ALL, OperatedStore.NOTE);

        assertThat(claimed()).containsExactly(second.id());
    }

    @Test
    void nothingIsMendedWhileAWorkflowWaitsForItsTurn() throws SQLException {
        enqueue(1, 1);
        enqueue(2, 1);
        scan();
        rig.bench.execute("UPDATE caraway_active SET created_at = created_at - INTERVAL '1' HOUR");

        assertThat(rig.bench.store().rescues().mend(StoreUnderTest.WORKER).ids())
                .isEmpty();
    }

    /** Another node is giving the only turn to another workflow, and has not committed that when this one scans. */
    @Test
    void aTurnThatAnotherNodeGivesAtTheSameInstantIsNotGivenTwice()
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        TaskHandle<Integer> first = enqueue(1, 1);
        TaskHandle<Integer> second = enqueue(2, 1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection node = database.dataSource().getConnection();
                Statement statement = node.createStatement()) {
            node.setAutoCommit(false);
            statement.execute(
                    "UPDATE caraway_workflow SET awaits_turn = FALSE, turn = 1 WHERE id = '" + second.id() + "'");

            Future<?> scan = thread.submit(this::scan);
            assertThatThrownBy(() -> scan.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            node.commit();
            scan.get(20, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }

        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_workflow WHERE turn IS NOT NULL"))
                .isOne();
        assertThat(held(first)).isEqualTo(WorkflowView.Hold.TURN);
    }

    @Test
    void scansOfSeveralNodesGiveEachTurnOnce()
            throws InterruptedException, ExecutionException, TimeoutException, SQLException {
        List<TaskHandle<Integer>> runs = new ArrayList<>();
        for (int number = 0; number < 24; number++) {
            runs.add(enqueue(number, 3));
        }
        int nodes = 4;
        int rounds = 12;
        CyclicBarrier together = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<?>> scans = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                scans.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        scan();
                        work(together);
                    }
                    return null;
                }));
            }
            for (Future<?> scan : scans) {
                scan.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        for (int number = 0; number < 24; number++) {
            assertThat(runs.get(number).await(SOON)).isEqualTo(4 * number);
        }
    }

    /** One of the threads runs all that is due; no more than three workflows may be among it. */
    private void work(CyclicBarrier together) throws SQLException {
        if (await(together) == 0) {
            assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_workflow WHERE turn IS NOT NULL"))
                    .isLessThanOrEqualTo(3);
            assertThat(rig.bench.count(
                            "SELECT COUNT(DISTINCT workflow_id) FROM caraway_active WHERE state <> 'WAITING'"))
                    .isLessThanOrEqualTo(3);
            rig.drain();
        }
        await(together);
    }

    private static int await(CyclicBarrier together) {
        try {
            return together.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void theLimitNeedsANameAndAWholeWorkflow() {
        assertThatThrownBy(() -> rig.queue.enqueue(
                        rig.queue.call(Steps::twice, 1).then(Steps::twice).maxConcurrent(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The workflow has the limit maxConcurrent(2), which is one of workflows of the same name, but no"
                                + " name; give it one with named");
        assertThatThrownBy(() ->
                        rig.queue.enqueue(Workflow.group(List.of(twoSteps(1).maxConcurrent(2), twoSteps(2)))
                                .named("whole")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only the workflow as a whole can have one");
        assertThatThrownBy(() -> twoSteps(1).maxConcurrent(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("At least 1 workflow of a name runs at once; maxConcurrent was 0");
    }

    @Test
    void theLimitIsPartOfTheWorkflowsJson() {
        String json = rig.queue.json(twoSteps(1).maxConcurrent(2));

        assertThat(json).contains("\"maxConcurrent\":2");
        assertThat(rig.queue.json(rig.queue.workflow(json))).isEqualTo(json);
    }
}
