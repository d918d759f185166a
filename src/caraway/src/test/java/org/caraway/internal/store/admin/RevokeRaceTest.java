package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.RepeatedTest;

/** Revoking tasks while workers claim and complete them. */
@EachDatabase
class RevokeRaceTest {

    private final OperatedStore bench;

    RevokeRaceTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @RepeatedTest(3)
    void eachTaskFinishesOnceHoweverManyRevokeItWhileWorkersRun() throws Exception {
        Map<UUID, RevokeOutcome> outcomes = new RevokeRace(bench, 300).run();

        assertThat(outcomes).hasSize(300);
        assertThat(bench.doubles()).isZero();
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_finished")).isEqualTo(300);
        outcomes.forEach((id, outcome) -> {
            TaskState state = bench.tasks.view(id).state();
            switch (outcome) {
                case REVOKED -> assertThat(state).isEqualTo(TaskState.REVOKED);
                case REQUESTED -> assertThat(state).isIn(TaskState.REVOKED, TaskState.SUCCESS);
                case OVER -> assertThat(state).isIn(TaskState.SUCCESS, TaskState.FAILURE);
            }
        });
    }
}
