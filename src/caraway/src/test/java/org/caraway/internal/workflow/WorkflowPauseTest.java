package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.caraway.GroupHandle;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.PausedWorkflows;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pausing and resuming workflows. */
@EachDatabase
class WorkflowPauseTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AuditNote NOTE = new AuditNote("alice", "pause", "a workflow", null);

    private final MigratedDatabase database;
    private WorkflowRig rig;

    WorkflowPauseTest(MigratedDatabase database) {
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
                rig.queue.call(Steps::upTo, 5).thenEach(Steps::twice).atMost(2).join(Steps::sum));
    }

    private void scan() {
        rig.bench.store().revoked().revocations(WorkflowRig.WORKER);
    }

    @Test
    void noStepStartsWhileTheWorkflowIsPaused() {
        TaskHandle<Integer> sum = fanOut();

        assertThat(rig.bench.store().workflows().pause(sum.id(), NOTE)).isTrue();
        assertThat(rig.bench.store().workflows().pause(sum.id(), NOTE)).isFalse();
        assertThat(rig.claim(10)).isEmpty();

        assertThat(rig.bench.store().workflows().resume(sum.id(), NOTE)).isPresent();
        rig.drain();
        assertThat(sum.await(SOON)).isEqualTo(30);
    }

    @Test
    void whatBecomesDueMeanwhileWaitsForTheResumption() {
        TaskHandle<Integer> sum = fanOut();
        List<ClaimedTask> first = rig.claim(1);
        rig.bench.store().workflows().pause(sum.id(), NOTE);
        rig.runAll(first);
        scan();
        assertThat(rig.claim(10)).isEmpty();
        rig.bench.store().workflows().resume(sum.id(), NOTE);
        List<ClaimedTask> members = rig.claim(10);

        assertThat(members).hasSize(2);
        rig.bench.store().workflows().pause(sum.id(), NOTE);
        rig.runAll(members);
        assertThat(rig.claim(10)).isEmpty();
        rig.bench.store().workflows().resume(sum.id(), NOTE);
        assertThat(rig.claim(1)).hasSize(1).allSatisfy(rig::run);
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(30);
        assertThat(database.texts("SELECT id FROM caraway_group WHERE pending <> 0"))
                .isEmpty();
    }

    private void resume(TaskHandle<?> handle) {
        rig.bench.store().workflows().resume(handle.id(), NOTE);
    }

    /** Runs the work while another transaction is open, which has to be committed before that can end. */
    private static void whileOpen(Connection other, Runnable work)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> waiting = thread.submit(work);
            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            other.commit();
            waiting.get(20, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aScanThatPutsStepsAsideDoesNotHideThemFromAResumption()
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        TaskHandle<Integer> sum = fanOut();
        rig.bench.store().workflows().pause(sum.id(), NOTE);
        rig.bench.execute("UPDATE caraway_active SET state = 'PENDING', run_at = release_at, release_at = NULL"
                + " WHERE release_at IS NOT NULL");
        try (Connection scan = database.dataSource().getConnection()) {
            scan.setAutoCommit(false);
            new PausedWorkflows(scan).putAside();

            whileOpen(scan, () -> resume(sum));
        }

        rig.drain();
        assertThat(sum.await(SOON)).isEqualTo(30);
    }

    @Test
    void aResumptionWaitsForCompletionsThatHaveReadThePause()
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        TaskHandle<Integer> sum = fanOut();
        ClaimedTask first = rig.claim(1).get(0);
        rig.bench.store().workflows().pause(sum.id(), NOTE);
        try (Connection completion = database.dataSource().getConnection();
                Statement statement = completion.createStatement()) {
            completion.setAutoCommit(false);
            statement.execute("UPDATE caraway_active SET attempt = attempt WHERE id = '" + first.id() + "'");

            whileOpen(completion, () -> resume(sum));
        }

        rig.run(first);
        rig.drain();
        assertThat(sum.await(SOON)).isEqualTo(30);
    }

    @Test
    void aMemberThatRunsAgainInAGroupThatFailsAnywayBeginsWithTheResumption() throws SQLException {
        GroupHandle<Integer> group =
                rig.queue.enqueue(Workflow.map(List.of(1, 3), number -> rig.queue.call(Steps::failIfOdd, number))
                        .atMost(1));
        rig.drain();
        UUID member = UUID.fromString(
                database.texts("SELECT id FROM caraway_finished WHERE group_index = 1 AND workflow_id IS NOT NULL")
                        .get(0));
        rig.bench.store().workflows().pause(group.id(), NOTE);
        rig.bench.store().requeues().requeue(member, null, Set.of(TaskState.FAILURE), NOTE);
        assertThat(rig.stateOf(member)).isEqualTo("WAITING");

        resume(group);
        assertThat(rig.stateOf(member)).isEqualTo("PENDING");

        rig.bench.store().workflows().pause(group.id(), NOTE);
        rig.bench.execute("UPDATE caraway_workflow SET paused = FALSE");
        rig.bench.execute("UPDATE caraway_active SET created_at = created_at - INTERVAL '1' HOUR");
        assertThat(rig.bench.store().rescues().mend(StoreUnderTest.WORKER).ids())
                .containsExactly(group.id());
        assertThat(rig.stateOf(member)).isEqualTo("PENDING");
    }

    @Test
    void theMembersOfAFanOutAreInsertedWithTheResumption() throws SQLException {
        TaskHandle<Integer> sum = fanOut();
        List<ClaimedTask> first = rig.claim(1);
        rig.bench.store().workflows().pause(sum.id(), NOTE);
        rig.runAll(first);
        assertThat(rig.count("name = 'Steps.twice'")).isZero();

        resume(sum);

        assertThat(rig.count("name = 'Steps.twice'")).isEqualTo(5);
        assertThat(rig.claim(10)).hasSize(2);
    }
}
