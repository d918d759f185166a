package org.caraway.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.WorkerHealth;
import org.caraway.internal.health.NodeHealth.Phase;
import org.junit.jupiter.api.Test;

class NodeHealthTest {

    private static final WorkerHealth WELL = new WorkerHealth(false, true, 0, false, List.of(), 0, false);

    private static long three() {
        return 3;
    }

    private static long away() {
        throw new QueueUnavailableException("The database does not answer", new IllegalStateException());
    }

    private static NodeHealth node(LongSupplier database, Phase phase, WorkerHealth worker) {
        return new NodeHealth(database, () -> phase, () -> worker, () -> Optional.of(List.of()));
    }

    @Test
    void aNodeWhoseDatabaseAnswersAndWhoseWorkerHoldsItsLeaseIsReady() {
        HealthReport report = node(
                        NodeHealthTest::three,
                        Phase.RUNNING,
                        new WorkerHealth(false, true, 1, false, List.of(), 2, false))
                .readiness();

        assertThat(report.up()).isTrue();
        assertThat(report.data())
                .containsExactly(
                        entry("database", "up"),
                        entry("workers", "3"),
                        entry("lease", "held"),
                        entry("stuckThreads", "1"),
                        entry("unclaimableNames", "2"),
                        entry("lateSchedules", "0"));
    }

    @Test
    void aLateScheduleIsReportedAndLeavesTheNodeReady() {
        HealthReport late = new NodeHealth(
                        NodeHealthTest::three,
                        () -> Phase.RUNNING,
                        () -> WELL,
                        () -> Optional.of(List.of("clean-up", "nightly")))
                .readiness();
        HealthReport unknown =
                new NodeHealth(NodeHealthTest::three, () -> Phase.RUNNING, () -> WELL, Optional::empty).readiness();

        assertThat(late.up()).isTrue();
        assertThat(late.data()).contains(entry("lateSchedules", "2"), entry("lateScheduleNames", "clean-up, nightly"));
        assertThat(unknown.data()).contains(entry("lateSchedules", "unknown"));
    }

    @Test
    void withoutItsDatabaseItIsNotReadyButLive() {
        NodeHealth node = node(
                NodeHealthTest::away, Phase.RUNNING, new WorkerHealth(false, false, 0, false, List.of(), 0, false));

        assertThat(node.readiness().up()).isFalse();
        assertThat(node.readiness().data()).contains(entry("database", "down"), entry("lease", "lost"));
        assertThat(node.liveness().up()).isTrue();
    }

    @Test
    void aWorkerWhoseLoopsWaitForThreadsIsNotReady() {
        HealthReport report = node(
                        NodeHealthTest::three,
                        Phase.RUNNING,
                        new WorkerHealth(false, true, 0, false, List.of("revoke", "claim"), 0, false))
                .readiness();

        assertThat(report.up()).isFalse();
        assertThat(report.data())
                .contains(entry("reason", "the executor has too few threads; waiting: [revoke, claim]"));
    }

    @Test
    void aWorkerThatHasLostItsLeaseIsNotReady() {
        assertThat(node(
                                NodeHealthTest::three,
                                Phase.RUNNING,
                                new WorkerHealth(false, false, 0, false, List.of(), 0, false))
                        .readiness()
                        .up())
                .isFalse();
    }

    @Test
    void aNodeThatCannotWriteCompletionsIsNotReadyAndSaysWhy() {
        HealthReport report = node(
                        NodeHealthTest::three,
                        Phase.RUNNING,
                        new WorkerHealth(false, true, 0, false, List.of(), 0, true))
                .readiness();

        assertThat(report.up()).isFalse();
        assertThat(report.data()).contains(entry("completions", "kept, the database does not accept them"));
    }

    @Test
    void aNodeWhoseWorkerWasStoppedByAnOperatorStillEnqueues() {
        HealthReport report = node(
                        NodeHealthTest::three,
                        Phase.RUNNING,
                        new WorkerHealth(true, false, 0, false, List.of(), 0, false))
                .readiness();

        assertThat(report.up()).isTrue();
        assertThat(report.data()).contains(entry("lease", "given back"));
    }

    @Test
    void aNodeThatStartsOrStopsIsNotReady() {
        AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
        NodeHealth node = new NodeHealth(NodeHealthTest::three, phase::get, null, Optional::empty);

        assertThat(node.readiness().up()).isFalse();
        assertThat(node.readiness().data()).contains(entry("node", "starting"));
        phase.set(Phase.RUNNING);
        assertThat(node.readiness().up()).isTrue();
        phase.set(Phase.STOPPING);
        assertThat(node.readiness().up()).isFalse();
        assertThat(node.liveness().up()).isTrue();
    }

    @Test
    void onlyThreadsThatHangInEverySlotAreCuredByARestart() {
        assertThat(node(NodeHealthTest::three, Phase.RUNNING, WELL).liveness().up())
                .isTrue();

        HealthReport hung = node(
                        NodeHealthTest::three,
                        Phase.RUNNING,
                        new WorkerHealth(false, true, 8, true, List.of(), 0, false))
                .liveness();

        assertThat(hung.up()).isFalse();
        assertThat(hung.data()).contains(entry("stuckThreads", "8"));
        assertThat(hung.data().get("reason")).contains("only a restart");
    }
}
