package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.Join;
import org.caraway.Task;
import org.caraway.TaskHandle;
import org.caraway.Workflow;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.recover.MendedWorkflows;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps that wait for nothing go on, and there are none unless somebody makes them. */
@EachDatabase
class MendedWorkflowTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private WorkflowRig rig;

    MendedWorkflowTest(MigratedDatabase database) {
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

    /** The tasks. */
    public static class Steps {

        @Task
        public List<Integer> upTo(int count) {
            return IntStream.rangeClosed(1, count).boxed().toList();
        }

        @Task
        public int twice(int number) {
            return 2 * number;
        }

        @Task
        public boolean large(int number) {
            return number > 3;
        }

        @Task
        public int odd(int number) {
            if (number % 2 == 0) {
                throw new IllegalStateException("even");
            }
            return number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** As if all had happened an hour ago. */
    private MendedWorkflows mendLater(String worker) throws SQLException {
        rig.bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '1' HOUR");
        rig.bench.execute("UPDATE caraway_active SET created_at = created_at - INTERVAL '1' HOUR");
        return rig.bench.store().rescues().mend(worker);
    }

    /** The first of the living workers. */
    private MendedWorkflows mendLater() throws SQLException {
        return mendLater(StoreUnderTest.WORKER);
    }

    @Test
    void aStepThatWaitsForAFinishedOneIsReleased() throws SQLException {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(Steps::twice));
        rig.run(rig.claim(1).get(0));
        rig.bench.execute("UPDATE caraway_active SET state = 'WAITING', run_at = NULL");

        assertThat(mendLater(WorkflowRig.WORKER).ids()).isEmpty();
        MendedWorkflows mended = mendLater();

        assertThat(mended.ids()).containsExactly(last.id());
        assertThat(mended.advance().queues()).containsExactly("default");
        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(4);
    }

    @Test
    void aMemberWhoseTurnHasComeIsReleased() throws SQLException {
        TaskHandle<Integer> sum =
                rig.queue.enqueue(Workflow.map(List.of(1, 2, 3), number -> rig.queue.call(Steps::twice, number))
                        .atMost(1)
                        .join(Steps::sum));
        rig.run(rig.claim(1).get(0));
        rig.bench.execute("UPDATE caraway_active SET state = 'WAITING', run_at = NULL WHERE state = 'PENDING'");

        assertThat(mendLater().ids()).containsExactly(sum.id());

        rig.drain();
        assertThat(sum.await(SOON)).isEqualTo(12);
    }

    @Test
    void aWorkflowThatASqlClientHasResumedGoesOn() throws SQLException {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(Steps::twice));
        rig.bench.store().workflows().pause(last.id(), OperatedStore.NOTE);
        assertThat(mendLater().ids()).isEmpty();
        rig.bench.execute("UPDATE caraway_workflow SET paused = FALSE");

        assertThat(mendLater().ids()).containsExactly(last.id());

        rig.drain();
        assertThat(last.await(SOON)).isEqualTo(4);
    }

    @Test
    void nothingIsFoundWhileWorkflowsRun() throws SQLException {
        List<UUID> workflows = new ArrayList<>();
        for (Workflow<?> workflow : shapes()) {
            workflows.add(rig.queue.enqueue(workflow).id());
        }
        Random random = new Random(17);
        for (List<ClaimedTask> claimed = rig.claim(3); !claimed.isEmpty(); claimed = rig.claim(3)) {
            assertThat(mendLater().ids()).isEmpty();
            rig.runAll(claimed.subList(0, 1 + random.nextInt(claimed.size())));
            for (ClaimedTask task : claimed) {
                if (rig.stateOf(task.id()).equals("STARTED")) {
                    assertThat(mendLater().ids()).isEmpty();
                    rig.run(task);
                }
            }
        }
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        assertThat(workflows).allMatch(id -> !rig.stateOf(id).equals("WAITING"));
    }

    private List<Workflow<?>> shapes() {
        Workflow<Integer> bounded =
                rig.queue.call(Steps::upTo, 5).thenEach(Steps::twice).atMost(2).join(Steps::sum);
        Workflow<List<Integer>> nested = Workflow.group(List.of(
                bounded,
                rig.queue.call(Steps::twice, 1).then(Steps::twice),
                Workflow.group(List.of(rig.queue.call(Steps::odd, 1), rig.queue.call(Steps::odd, 3)))
                        .any()));
        return List.of(
                nested.then(Steps::sum).thenIf(Steps::large, Steps::twice).orElse(Steps::odd),
                rig.queue.call(Steps::upTo, 0).thenEach(Steps::twice).join(Steps::sum),
                rig.queue.call(Steps::upTo, 4).thenEach(Steps::odd).join(Steps::sum),
                rig.queue.call(Steps::upTo, 4).thenEach(Steps::odd).join(Steps::sum, Join.atLeast(2)),
                Workflow.map(List.of(1, 2), number -> rig.queue.call(Steps::twice, number))
                        .atMost(1)
                        .thenEach(Steps::twice));
    }
}
