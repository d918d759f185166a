package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.caraway.TaskHandle;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
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
}
