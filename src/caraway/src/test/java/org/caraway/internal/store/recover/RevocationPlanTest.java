package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.PostgresOnly;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds revoked tasks. */
@PostgresOnly
class RevocationPlanTest {

    private final MigratedDatabase database;
    private final OperatedStore bench;

    RevocationPlanTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void theScanForRevocationsReadsAnIndexOfMarkedRowsOnly() throws SQLException {
        bench.tasks.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 5000)");
        bench.tasks.execute("ANALYZE caraway_active");

        assertThat(database.plan(JdbcRevokedTasks.FIND.replace("?", "'worker'")))
                .contains("caraway_active_revoke");
    }
}
