package org.caraway.internal.store.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskLogEntry;
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

        assertThat(bench.store().reads().summaries(Set.of(over.id(), live, UUID.randomUUID())))
                .containsOnlyKeys(over.id(), live)
                .containsEntry(over.id(), bench.view(over.id()).summary())
                .containsEntry(live, bench.view(live).summary());
    }

    @Test
    void aThousandAreFoundTogether() {
        List<UUID> ids = new ArrayList<>(bench.insert(1_000));

        assertThat(bench.store().reads().summaries(new HashSet<>(ids)))
                .hasSize(1_000)
                .allSatisfy((id, task) -> assertThat(task.state()).isEqualTo(TaskState.PENDING));
    }

    @Test
    void noIdsFindNoTasks() {
        assertThat(bench.store().reads().summaries(Set.of())).isEmpty();
    }

    /** Whoever logs long lines must not fill the memory of a node that shows them. */
    @Test
    void ofALongLogTheNewestLinesAreRead() throws SQLException {
        UUID id = bench.insert(1).get(0);
        for (int batch = 0; batch < 6; batch++) {
            StringBuilder rows = new StringBuilder();
            for (int line = 0; line < 100; line++) {
                rows.append(line == 0 ? "" : ", ")
                        .append("('" + id + "', 1, CURRENT_TIMESTAMP, '" + (batch * 100 + line) + " ")
                        .append("x".repeat(3_900) + "')");
            }
            bench.execute("INSERT INTO caraway_log (task_id, attempt, logged_at, line) VALUES " + rows);
        }

        List<TaskLogEntry> lines = bench.store().reads().logOf(id, 10_000);

        assertThat(lines).hasSizeBetween(500, 515);
        assertThat(lines.get(lines.size() - 1).line()).startsWith("599 ");
    }
}
