package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.UUID;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.Test;

/** Moving tasks to another queue. */
@EachDatabase
class QueueMoveTest {

    private final OperatedStore bench;

    QueueMoveTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void unclaimedTasksAreMoved() {
        ClaimedTask held = bench.tasks.started();
        UUID free = bench.tasks.insert(1).get(0);

        BatchResult moved = bench.admin
                .moves()
                .moveSome(TaskQuery.all().queue("default"), "slow", OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10);

        assertThat(moved.changed()).isEqualTo(1);
        assertThat(moved.advance().queues()).containsExactly("slow");
        assertThat(bench.tasks.view(free).queue()).isEqualTo("slow");
        assertThat(bench.tasks.view(held.id()).queue()).isEqualTo("default");
    }
}
