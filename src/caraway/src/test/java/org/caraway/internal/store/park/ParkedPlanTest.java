package org.caraway.internal.store.park;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** What many parked tasks cost PostgreSQL. */
@PostgresOnly
class ParkedPlanTest {

    private final MigratedDatabase database;
    private final StoreUnderTest bench;

    ParkedPlanTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theScansReadTheirIndexesAloneAndClaimsReadNoParkedTask() throws SQLException {
        bench.execute(
                "INSERT INTO caraway_active (name, state, run_at, awaits, wake_at) SELECT 'Mail.send', 'WAITING', NULL,"
                        + " 'signal:approved', now() + INTERVAL '1 hour' FROM generate_series(1, 20000)");
        bench.execute("INSERT INTO caraway_signal (task_id, name, payload, noticed)"
                + " SELECT gen_random_uuid(), 'approved', '1', true FROM generate_series(1, 20000)");
        bench.insert(1);
        bench.execute("ANALYZE caraway_active");
        bench.execute("ANALYZE caraway_signal");

        assertThat(database.plan(JdbcParkedTasks.DUE.replaceFirst("\\?", "500")))
                .contains("caraway_active_wake")
                .doesNotContain("Seq Scan");
        assertThat(database.plan(UnnoticedSignals.FIND.replaceFirst("\\?", "500")))
                .contains("caraway_signal_unnoticed")
                .doesNotContain("Seq Scan");
        assertThat(bench.count("SELECT pg_relation_size('caraway_active_due') / 8192"))
                .as("pages of the index of due tasks")
                .isLessThanOrEqualTo(2);
        assertThat(bench.claim(10)).extracting(ClaimedTask::name).containsExactly("Mail.send");
        assertThat(bench.store().parked().wake(500)).isEmpty();
    }
}
