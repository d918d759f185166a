package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds expired tasks. */
@PostgresOnly
class ExpiryPlanTest {

    private final MigratedDatabase database;
    private final StoreUnderTest bench;

    ExpiryPlanTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theScanForExpiredTasksReadsItsIndexAlone() throws SQLException {
        bench.insert(5_000);
        bench.execute("UPDATE caraway_active SET expires_at = now() + INTERVAL '1 hour'"
                + " WHERE id IN (SELECT id FROM caraway_active LIMIT 100)");
        bench.execute("ANALYZE caraway_active");

        assertThat(database.plan(JdbcExpiries.EXPIRED.replaceFirst("\\?", "500")))
                .contains("caraway_active_expiry")
                .doesNotContain("Seq Scan");
    }
}
