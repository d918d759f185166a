package org.caraway.internal.store.retain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.limited;
import static org.caraway.test.ClaimRequests.rate;
import static org.caraway.test.ClaimRequests.request;

import java.sql.SQLException;
import java.time.Duration;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Deleting rows that are not tasks. */
@EachDatabase
class ExpiredRowsTest {

    private final StoreUnderTest bench;

    ExpiredRowsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void bucketsThatHaveBeenFullForADayAndOldRecordsArePruned() throws SQLException {
        bench.insert(1, StoreUnderTest.NAME, "", 4);
        bench.store().claims().claim(limited(request(1), rate("10/s")));
        bench.execute("INSERT INTO caraway_limit (owner, empty_at, next_at) VALUES ('old',"
                + " CURRENT_TIMESTAMP - INTERVAL '3' DAY, CURRENT_TIMESTAMP - INTERVAL '2' DAY)");
        bench.execute("INSERT INTO caraway_audit (at, action, target) VALUES"
                + " (CURRENT_TIMESTAMP - INTERVAL '3' DAY, 'pause', 'old')");
        bench.execute("INSERT INTO caraway_audit (action, target) VALUES ('pause', 'new')");

        bench.store().retention().pruneExpiredRows(Duration.ofDays(1), 100);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_limit WHERE owner = 'old'"))
                .isZero();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_limit")).isEqualTo(2);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_audit WHERE target = 'old'"))
                .isZero();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_audit")).isEqualTo(1);
    }

    /** A round reads ten times its limit. */
    @Test
    void bucketsOfAllKeysArePrunedByRoundsThatContinueWhereTheLastOneEnded() throws SQLException {
        for (int i = 10; i < 60; i++) {
            String age = i % 2 == 0 ? "'2' DAY" : "'2' HOUR";
            bench.execute("INSERT INTO caraway_limit (owner, next_at) VALUES ('task:" + i + "', CURRENT_TIMESTAMP"
                    + " - INTERVAL " + age + ")");
        }

        for (int round = 1; round <= 3; round++) {
            bench.store().retention().pruneExpiredRows(Duration.ofDays(1), 2);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_limit"))
                    .as("rows after round " + round)
                    .isEqualTo(50 - Math.min(25, round * 10));
        }

        bench.execute(
                "UPDATE caraway_limit SET next_at = CURRENT_TIMESTAMP - INTERVAL '2' DAY" + " WHERE owner = 'task:11'");
        bench.store().retention().pruneExpiredRows(Duration.ofDays(1), 2);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_limit")).isEqualTo(24);
    }
}
