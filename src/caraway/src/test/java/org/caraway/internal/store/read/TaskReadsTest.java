package org.caraway.internal.store.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Reading several tasks at once. */
@EachDatabase
class TaskReadsTest {

    private final StoreUnderTest bench;

    TaskReadsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void liveAndFinishedTasksAreFoundAsEachByItself() {
        ClaimedTask over = bench.started();
        bench.store().completions().complete(List.of(new AttemptCompletion(over, new Transition.Succeed("[1]"), null)));
        UUID live = bench.insert(1).get(0);

        assertThat(bench.store().reads().findAll(Set.of(over.id(), live, UUID.randomUUID())))
                .containsOnlyKeys(over.id(), live)
                .containsEntry(over.id(), bench.view(over.id()))
                .containsEntry(live, bench.view(live));
    }

    @Test
    void aThousandAreFoundTogether() {
        List<UUID> ids = new ArrayList<>(bench.insert(1_000));

        assertThat(bench.store().reads().findAll(new HashSet<>(ids)))
                .hasSize(1_000)
                .allSatisfy((id, task) -> assertThat(task.state()).isEqualTo(TaskState.PENDING));
    }

    @Test
    void noIdsFindNoTasks() {
        assertThat(bench.store().reads().findAll(Set.of())).isEmpty();
    }
}
