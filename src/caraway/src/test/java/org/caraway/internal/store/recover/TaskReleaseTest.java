package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Releasing tasks before or after they have started. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class TaskReleaseTest {

    private static final String OTHER_WORKER = "worker-2";

    private final StoreUnderTest bench;

    TaskReleaseTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theStartedTasksOfAWorkerAreFound() {
        ClaimedTask task = bench.started();
        bench.insert(1);

        assertThat(bench.store().releases().startedBy(StoreUnderTest.WORKER))
                .extracting(ClaimedTask::id, ClaimedTask::attempt)
                .containsExactly(tuple(task.id(), 1));
        assertThat(bench.store().releases().startedBy("stranger")).isEmpty();
    }

    @Test
    void aTaskThatIsReleasedAfterItBeganCountsADelivery() {
        ClaimedTask task = bench.started();

        assertThat(bench.store().releases().releaseStarted(List.of(task)).released())
                .containsExactly(task.id());

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.PENDING);
        assertThat(bench.view(task.id()).deliveries()).isEqualTo(1);
    }

    @Test
    void aForgottenTaskRunsAgainAndCountsNoDelivery() throws SQLException {
        ClaimedTask task = bench.started();

        assertThat(bench.store().releases().releaseForgotten(List.of(task)).released())
                .containsExactly(task.id());

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.PENDING);
        assertThat(bench.view(task.id()).deliveries()).isZero();
        assertThat(bench.view(task.id()).attempt()).isEqualTo(1);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'LOST'"))
                .isEqualTo(1);
    }

    @Test
    void aFinishedTaskIsNotReleased() {
        ClaimedTask task = bench.started();
        bench.store().completions().complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)));

        assertThat(bench.store().releases().releaseStarted(List.of(task)).released())
                .isEmpty();

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aTaskThatIsNoLongerHeldIsNotReleased() throws SQLException {
        ClaimedTask task = bench.started();
        bench.register(OTHER_WORKER);
        bench.expireLease(StoreUnderTest.WORKER);
        bench.rescue(Map.of());
        bench.claim(OTHER_WORKER, 1);

        bench.store().releases().release(List.of(task));

        assertThat(bench.view(task.id()).workerId()).isEqualTo(OTHER_WORKER);
    }

    @Test
    void aReleasedTaskIsAsItWasBeforeTheClaim() {
        ClaimedTask claimed = bench.started();

        bench.store().releases().release(List.of(claimed));

        TaskView found = bench.view(claimed.id());
        assertThat(found.state()).isEqualTo(TaskState.PENDING);
        assertThat(found.attempt()).isZero();
        assertThat(found.workerId()).isNull();
        assertThat(bench.claim(1)).extracting(ClaimedTask::id).containsExactly(claimed.id());
    }
}
