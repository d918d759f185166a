package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.OTHER;
import static org.caraway.test.ClaimRequests.byKey;
import static org.caraway.test.ClaimRequests.byName;
import static org.caraway.test.ClaimRequests.concurrency;
import static org.caraway.test.ClaimRequests.limited;
import static org.caraway.test.ClaimRequests.rate;
import static org.caraway.test.ClaimRequests.request;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Concurrency and rate limits of a definition and of a queue. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class StartLimitTest {

    private final StoreUnderTest bench;

    StartLimitTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void noMoreTasksRunThanTheLimitAllows() {
        bench.insert(10, StoreUnderTest.NAME, "", 4);
        bench.insert(10, OTHER, "", 4);

        List<ClaimedTask> first = bench.store().claims().claim(limited(request(16), concurrency("3")));

        assertThat(byName(first)).isEqualTo(Map.of(StoreUnderTest.NAME, 3L, OTHER, 10L));
        assertThat(bench.store().claims().claim(limited(request(16), concurrency("3"))))
                .isEmpty();
    }

    @Test
    void eachReleasedTaskAdmitsAnother() {
        bench.insert(10, StoreUnderTest.NAME, "", 4);
        List<ClaimedTask> first = bench.store().claims().claim(limited(request(5), concurrency("2")));
        bench.store().releases().release(first.subList(0, 1));

        assertThat(bench.store().claims().claim(limited(request(5), concurrency("2"))))
                .hasSize(1);
    }

    @Test
    void aLimitPerKeyIsEachKeysOwn() {
        bench.insert(10, StoreUnderTest.NAME, "a", 4);
        bench.insert(10, StoreUnderTest.NAME, "b", 4);
        bench.insert(1, StoreUnderTest.NAME, "c", 4);

        List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(20), concurrency("2 per customer")));

        assertThat(byKey(tasks)).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 1L));
    }

    @Test
    void severalLimitsApplyTogether() {
        bench.insert(10, StoreUnderTest.NAME, "a", 4);
        bench.insert(10, StoreUnderTest.NAME, "b", 4);
        bench.insert(10, StoreUnderTest.NAME, "c", 4);

        List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(20), concurrency("2 per customer, 5")));

        assertThat(tasks).hasSize(5);
        assertThat(byKey(tasks).values()).allMatch(count -> count <= 2);
    }

    @Test
    void aQueueHasALimitToo() {
        bench.insert(10, StoreUnderTest.NAME, "", 4);
        bench.insert(10, OTHER, "", 4);
        ClaimRequest request = request(20);
        ClaimRequest four = new ClaimRequest(
                request.workerId(), request.queue(), request.names(), 20, 20, false, FairnessGroup.FIRST, Map.of(), 4);

        assertThat(bench.store().claims().claim(four)).hasSize(4);
        assertThat(bench.store().claims().claim(four)).isEmpty();
    }

    @Test
    void aRateGivesWhatOneSecondGivesAtOnceAndThenNoMore() {
        bench.insert(500, StoreUnderTest.NAME, "", 4);

        List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(100), rate("36000/h")));

        assertThat(tasks).hasSize(10);
    }

    @Test
    void aSlowRateGivesOne() {
        bench.insert(5, StoreUnderTest.NAME, "", 4);

        assertThat(bench.store().claims().claim(limited(request(5), rate("10/h"))))
                .hasSize(1);
        assertThat(bench.store().claims().claim(limited(request(5), rate("10/h"))))
                .isEmpty();
    }

    @Test
    void aRatePerKeyIsEachKeysOwn() {
        bench.insert(5, StoreUnderTest.NAME, "a", 4);
        bench.insert(5, StoreUnderTest.NAME, "b", 4);

        assertThat(byKey(bench.store().claims().claim(limited(request(10), rate("10/h per customer")))))
                .isEqualTo(Map.of("a", 1L, "b", 1L));
    }

    @Test
    void aPermitBecomesAvailableWithTime() throws SQLException {
        bench.insert(5, StoreUnderTest.NAME, "", 4);
        bench.store().claims().claim(limited(request(5), rate("10/h")));

        bench.execute("UPDATE caraway_limit SET empty_at = empty_at - INTERVAL '6' MINUTE, next_at = next_at -"
                + " INTERVAL '6' MINUTE");

        assertThat(bench.store().claims().claim(limited(request(5), rate("10/h"))))
                .hasSize(1);
    }

    @Test
    void aLimitedNameDoesNotDelayTheOthers() {
        bench.insert(2_000, StoreUnderTest.NAME, "", 9);
        bench.insert(5, OTHER, "", 0);
        bench.store().claims().claim(limited(request(1), rate("1/d")));

        assertThat(byName(bench.store().claims().claim(limited(request(5), rate("1/d")))))
                .isEqualTo(Map.of(OTHER, 5L));
    }

    @Test
    void manyWorkersTogetherKeepToThem() throws Exception {
        bench.insert(200, StoreUnderTest.NAME, "a", 4);
        bench.insert(200, StoreUnderTest.NAME, "b", 4);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Integer>> claims = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                claims.add(threads.submit(() -> bench.store()
                        .claims()
                        .claim(limited(request(7), concurrency("3 per customer, 5")))
                        .size()));
            }
            int claimed = 0;
            for (Future<Integer> claim : claims) {
                claimed += claim.get();
            }

            assertThat(claimed).isEqualTo(5);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED'"))
                    .isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
    }
}
