package org.caraway.internal.store.claim;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Concurrency and rate limits of a definition and of a queue. */
@EachDatabase
class StartLimitTest {

    private static final String OTHER = "Sms.send";

    private final StoreUnderTest bench;

    StartLimitTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void noMoreTasksRunThanTheLimitAllows() {
        insert(10, StoreUnderTest.NAME, "", 4);
        insert(10, OTHER, "", 4);

        List<ClaimedTask> first = bench.store().claims().claim(limited(request(16), concurrency("3")));

        assertThat(byName(first)).isEqualTo(Map.of(StoreUnderTest.NAME, 3L, OTHER, 10L));
        assertThat(bench.store().claims().claim(limited(request(16), concurrency("3"))))
                .isEmpty();
    }

    @Test
    void eachReleasedTaskAdmitsAnother() {
        insert(10, StoreUnderTest.NAME, "", 4);
        List<ClaimedTask> first = bench.store().claims().claim(limited(request(5), concurrency("2")));
        bench.store().releases().release(first.subList(0, 1));

        assertThat(bench.store().claims().claim(limited(request(5), concurrency("2"))))
                .hasSize(1);
    }

    @Test
    void aLimitPerKeyIsEachKeysOwn() {
        insert(10, StoreUnderTest.NAME, "a", 4);
        insert(10, StoreUnderTest.NAME, "b", 4);
        insert(1, StoreUnderTest.NAME, "c", 4);

        List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(20), concurrency("2 per customer")));

        assertThat(byKey(tasks)).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 1L));
    }

    @Test
    void severalLimitsApplyTogether() {
        insert(10, StoreUnderTest.NAME, "a", 4);
        insert(10, StoreUnderTest.NAME, "b", 4);
        insert(10, StoreUnderTest.NAME, "c", 4);

        List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(20), concurrency("2 per customer, 5")));

        assertThat(tasks).hasSize(5);
        assertThat(byKey(tasks).values()).allMatch(count -> count <= 2);
    }

    @Test
    void aQueueHasALimitToo() {
        insert(10, StoreUnderTest.NAME, "", 4);
        insert(10, OTHER, "", 4);
        ClaimRequest request = request(20);
        ClaimRequest four = new ClaimRequest(
                request.workerId(), request.queue(), request.names(), 20, 20, false, FairnessGroup.FIRST, Map.of(), 4);

        assertThat(bench.store().claims().claim(four)).hasSize(4);
        assertThat(bench.store().claims().claim(four)).isEmpty();
    }

    @Test
    void aRateGivesWhatOneSecondGivesAtOnceAndThenNoMore() {
        insert(500, StoreUnderTest.NAME, "", 4);

        List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(100), rate("36000/h")));

        assertThat(tasks).hasSize(10);
    }

    @Test
    void aSlowRateGivesOne() {
        insert(5, StoreUnderTest.NAME, "", 4);

        assertThat(bench.store().claims().claim(limited(request(5), rate("10/h"))))
                .hasSize(1);
        assertThat(bench.store().claims().claim(limited(request(5), rate("10/h"))))
                .isEmpty();
    }

    @Test
    void aRatePerKeyIsEachKeysOwn() {
        insert(5, StoreUnderTest.NAME, "a", 4);
        insert(5, StoreUnderTest.NAME, "b", 4);

        assertThat(byKey(bench.store().claims().claim(limited(request(10), rate("10/h per customer")))))
                .isEqualTo(Map.of("a", 1L, "b", 1L));
    }

    @Test
    void aPermitComesWithTime() throws SQLException {
        insert(5, StoreUnderTest.NAME, "", 4);
        bench.store().claims().claim(limited(request(5), rate("10/h")));

        bench.execute("UPDATE caraway_limit SET empty_at = empty_at - INTERVAL '6' MINUTE, next_at = next_at -"
                + " INTERVAL '6' MINUTE");

        assertThat(bench.store().claims().claim(limited(request(5), rate("10/h"))))
                .hasSize(1);
    }

    @Test
    void aLimitedNameDoesNotDelayTheOthers() {
        insert(2_000, StoreUnderTest.NAME, "", 9);
        insert(5, OTHER, "", 0);
        bench.store().claims().claim(limited(request(1), rate("1/d")));

        assertThat(byName(bench.store().claims().claim(limited(request(5), rate("1/d")))))
                .isEqualTo(Map.of(OTHER, 5L));
    }

    @Test
    void manyWorkersTogetherKeepToThem() throws Exception {
        insert(200, StoreUnderTest.NAME, "a", 4);
        insert(200, StoreUnderTest.NAME, "b", 4);
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

    void insert(int count, String name, String key, int priority) {
        bench.store()
                .inserts()
                .insert(IntStream.range(0, count)
                        .mapToObj(number -> NewTask.of(UUID.randomUUID(), name)
                                .key(key)
                                .priority(priority)
                                .build())
                        .toList());
    }

    ClaimRequest request(int limit) {
        return ClaimRequest.of(StoreUnderTest.WORKER, StoreUnderTest.QUEUE, Set.of(StoreUnderTest.NAME, OTHER), limit);
    }

    static ClaimRequest limited(ClaimRequest request, StartLimits limits) {
        return new ClaimRequest(
                request.workerId(),
                request.queue(),
                request.names(),
                request.limit(),
                request.limit(),
                false,
                request.after(),
                Map.of(StoreUnderTest.NAME, limits),
                null);
    }

    private static StartLimits concurrency(String text) {
        return new StartLimits(List.of(), ConcurrencyLimit.parse(text));
    }

    static StartLimits rate(String text) {
        return new StartLimits(RateLimit.parse(text), List.of());
    }

    static Map<String, Long> byKey(List<ClaimedTask> tasks) {
        return tasks.stream().collect(groupingBy(task -> task.particulars().key(), counting()));
    }

    static Map<String, Long> byName(List<ClaimedTask> tasks) {
        return tasks.stream().collect(groupingBy(ClaimedTask::name, counting()));
    }
}
