package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.OTHER;
import static org.caraway.test.ClaimRequests.byKey;
import static org.caraway.test.ClaimRequests.byName;
import static org.caraway.test.ClaimRequests.rate;
import static org.caraway.test.ClaimRequests.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Limits that definitions of several names share. */
@EachDatabase
class SharedLimitTest {

    private final StoreUnderTest bench;

    SharedLimitTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aSharedRateIsOneForAllWhoShareIt() {
        bench.insert(5, StoreUnderTest.NAME, "", 4);
        bench.insert(5, OTHER, "", 4);
        Map<String, StartLimits> shared =
                Map.of(StoreUnderTest.NAME, rate("36000/h shared smtp"), OTHER, rate("36000/h shared smtp, 7200/h"));
        ClaimRequest request = limited(request(20), shared);

        List<ClaimedTask> tasks = bench.store().claims().claim(request);

        assertThat(tasks).hasSize(7); // of the ten permits, as five are there, and two of the other's own rate
        assertThat(byName(tasks)).isEqualTo(Map.of(StoreUnderTest.NAME, 5L, OTHER, 2L));
    }

    @Test
    void aSharedRateLimitsTheOtherNamesToo() throws SQLException {
        bench.insert(5, StoreUnderTest.NAME, "", 4);
        Map<String, StartLimits> shared =
                Map.of(StoreUnderTest.NAME, rate("10/h shared smtp"), OTHER, rate("10/h shared smtp"));
        assertThat(bench.store().claims().claim(limited(request(20), shared))).hasSize(1);
        bench.insert(5, OTHER, "", 9);

        assertThat(bench.store().claims().claim(limited(request(20), shared))).isEmpty();
        bench.execute("UPDATE caraway_limit SET empty_at = empty_at - INTERVAL '6' MINUTE, next_at = next_at -"
                + " INTERVAL '6' MINUTE");
        assertThat(byName(bench.store().claims().claim(limited(request(20), shared))))
                .isEqualTo(Map.of(OTHER, 1L));
    }

    @Test
    void aSharedRateMayBePerKey() {
        bench.insert(2, StoreUnderTest.NAME, "a", 4);
        bench.insert(2, OTHER, "a", 4);
        bench.insert(2, OTHER, "b", 4);
        StartLimits limits = rate("10/h shared smtp per customer");

        assertThat(byKey(bench.store()
                        .claims()
                        .claim(limited(request(20), Map.of(StoreUnderTest.NAME, limits, OTHER, limits)))))
                .isEqualTo(Map.of("a", 1L, "b", 1L));
    }

    @Test
    void aClaimThatCannotLockASharedRateTakesNoneOfItsTasks() throws SQLException {
        bench.insert(2, StoreUnderTest.NAME, "", 4);
        bench.insert(2, OTHER, "", 4);
        ClaimRequest request = limited(request(20), Map.of(StoreUnderTest.NAME, rate("36000/h shared smtp")));
        bench.store().claims().claim(limited(request(1), Map.of(StoreUnderTest.NAME, rate("36000/h shared smtp"))));

        try (Connection other = bench.database().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.executeQuery("SELECT owner FROM caraway_limit WHERE owner = 'shared:smtp' AND rate = '' FOR UPDATE")
                    .close();

            assertThat(byName(bench.store().claims().claim(request))).isEqualTo(Map.of(OTHER, 2L));
            other.rollback();
        }
    }

    @Test
    void aClaimThatCannotLockABucketTakesNoneOfItsTasks() throws SQLException {
        bench.insert(3, StoreUnderTest.NAME, "", 4);
        bench.insert(2, OTHER, "", 4);
        ClaimRequest request = limited(request(20), Map.of(StoreUnderTest.NAME, rate("36000/h")));
        bench.store().claims().claim(limited(request(1), Map.of(StoreUnderTest.NAME, rate("36000/h"))));

        try (Connection other = bench.database().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.executeQuery("SELECT owner FROM caraway_limit WHERE rate <> '' FOR UPDATE")
                    .close();

            assertThat(byName(bench.store().claims().claim(request))).isEqualTo(Map.of(OTHER, 2L));
            other.rollback();
        }
        assertThat(byName(bench.store().claims().claim(request))).isEqualTo(Map.of(StoreUnderTest.NAME, 2L));
    }

    private static ClaimRequest limited(ClaimRequest request, Map<String, StartLimits> limits) {
        return new ClaimRequest(
                request.workerId(),
                request.queue(),
                request.names(),
                request.limit(),
                request.limit(),
                false,
                request.after(),
                limits,
                null);
    }
}
