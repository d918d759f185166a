package org.caraway.internal.store;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
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
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.RuntimeSettings;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What claims must do about turns, limits and pauses; run by a subclass for each database. */
abstract class ClaimConformance extends LockedRowsConformance {

    static final String OTHER = "Sms.send";

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

    @Nested
    class Turns {

        @Test
        void aClaimTakesFromEachKeyItsPart() {
            insert(200, StoreUnderTest.NAME, "large", 4);
            insert(3, StoreUnderTest.NAME, "small", 4);
            insert(200, StoreUnderTest.NAME, "", 4);

            assertThat(byKey(bench.store().claims().claim(request(30))))
                    .isEqualTo(Map.of("large", 10L, "small", 3L, "", 10L));
        }

        @Test
        void namesTakeTurnsToo() {
            insert(200, StoreUnderTest.NAME, "", 4);
            insert(3, OTHER, "", 4);

            assertThat(byName(bench.store().claims().claim(request(10))))
                    .isEqualTo(Map.of(StoreUnderTest.NAME, 5L, OTHER, 3L));
        }

        @Test
        void theNextClaimBeginsBehindTheLineThatWasServedLast() {
            insert(5, StoreUnderTest.NAME, "a", 4);
            insert(5, StoreUnderTest.NAME, "b", 4);
            insert(5, StoreUnderTest.NAME, "c", 4);
            FairnessGroup after = FairnessGroup.FIRST;
            List<String> served = new ArrayList<>();

            for (int i = 0; i < 6; i++) {
                ClaimRequest one = request(1);
                ClaimedTask task = bench.store()
                        .claims()
                        .claim(new ClaimRequest(
                                one.workerId(), one.queue(), one.names(), 1, 1, false, after, Map.of(), null))
                        .get(0);
                after = new FairnessGroup(task.name(), task.particulars().key());
                served.add(after.key());
            }

            assertThat(served).containsExactly("a", "b", "c", "a", "b", "c");
        }

        @Test
        void aHigherPriorityComesBeforeAnyTurn() {
            insert(50, StoreUnderTest.NAME, "a", 4);
            insert(4, StoreUnderTest.NAME, "z", 9);

            assertThat(byKey(bench.store().claims().claim(request(4)))).isEqualTo(Map.of("z", 4L));
        }

        @Test
        void theLowestPriorityComesFirstWhenAsked() {
            insert(50, StoreUnderTest.NAME, "high", 9);
            insert(2, StoreUnderTest.NAME, "low", 0);
            ClaimRequest request = request(5);

            List<ClaimedTask> tasks = bench.store()
                    .claims()
                    .claim(new ClaimRequest(
                            request.workerId(),
                            request.queue(),
                            request.names(),
                            5,
                            5,
                            true,
                            FairnessGroup.FIRST,
                            Map.of(),
                            null));

            assertThat(byKey(tasks)).isEqualTo(Map.of("low", 2L, "high", 3L));
        }

        @Test
        void aLineBehindMoreThanAClaimWalksPastIsReachedByTheNext() {
            List<NewTask> later = IntStream.range(0, ClaimStatements.GROUPS_CAP + 50)
                    .mapToObj(number -> NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                            .key(String.format("k%05d", number))
                            .delay(Duration.ofHours(1))
                            .build())
                    .toList();
            bench.store().inserts().insert(later);
            insert(1, StoreUnderTest.NAME, "z", 4);
            ClaimRequest one = request(1);

            assertThat(bench.store().claims().claim(one)).isEmpty();
            List<FairnessGroup> cut = bench.store().claims().truncatedGroups(one);

            assertThat(cut).hasSize(1);
            ClaimRequest next =
                    new ClaimRequest(one.workerId(), one.queue(), one.names(), 1, 1, false, cut.get(0), Map.of(), null);
            assertThat(byKey(bench.store().claims().claim(next))).isEqualTo(Map.of("z", 1L));
            assertThat(bench.store().claims().truncatedGroups(request(1).withNames(Set.of(OTHER))))
                    .isEmpty();
        }

        @Test
        void everyLineIsServedHoweverManyThereAre() {
            for (int key = 0; key < 150; key++) {
                insert(1, StoreUnderTest.NAME, "customer-" + key, 4);
            }
            int claimed = 0;
            FairnessGroup after = FairnessGroup.FIRST;
            for (int round = 0; round < 10; round++) {
                ClaimRequest one = request(40);
                List<ClaimedTask> tasks = bench.store()
                        .claims()
                        .claim(new ClaimRequest(
                                one.workerId(), one.queue(), one.names(), 40, 40, false, after, Map.of(), null));
                claimed += tasks.size();
                if (!tasks.isEmpty()) {
                    ClaimedTask last = tasks.get(tasks.size() - 1);
                    after = new FairnessGroup(last.name(), last.particulars().key());
                }
            }

            assertThat(claimed).isEqualTo(150);
        }
    }

    @Nested
    class Limits {

        @Test
        void noMoreRunThanMay() {
            insert(10, StoreUnderTest.NAME, "", 4);
            insert(10, OTHER, "", 4);

            List<ClaimedTask> first = bench.store().claims().claim(limited(request(16), concurrency("3")));

            assertThat(byName(first)).isEqualTo(Map.of(StoreUnderTest.NAME, 3L, OTHER, 10L));
            assertThat(bench.store().claims().claim(limited(request(16), concurrency("3"))))
                    .isEmpty();
        }

        @Test
        void eachThatEndsLetsAnotherIn() {
            insert(10, StoreUnderTest.NAME, "", 4);
            List<ClaimedTask> first = bench.store().claims().claim(limited(request(5), concurrency("2")));
            bench.store().releases().release(first.subList(0, 1));

            assertThat(bench.store().claims().claim(limited(request(5), concurrency("2"))))
                    .hasSize(1);
        }

        @Test
        void perKeyEachHasItsOwn() {
            insert(10, StoreUnderTest.NAME, "a", 4);
            insert(10, StoreUnderTest.NAME, "b", 4);
            insert(1, StoreUnderTest.NAME, "c", 4);

            List<ClaimedTask> tasks = bench.store().claims().claim(limited(request(20), concurrency("2 per customer")));

            assertThat(byKey(tasks)).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 1L));
        }

        @Test
        void severalHoldTogether() {
            insert(10, StoreUnderTest.NAME, "a", 4);
            insert(10, StoreUnderTest.NAME, "b", 4);
            insert(10, StoreUnderTest.NAME, "c", 4);

            List<ClaimedTask> tasks =
                    bench.store().claims().claim(limited(request(20), concurrency("2 per customer, 5")));

            assertThat(tasks).hasSize(5);
            assertThat(byKey(tasks).values()).allMatch(count -> count <= 2);
        }

        @Test
        void aQueueHasOneToo() {
            insert(10, StoreUnderTest.NAME, "", 4);
            insert(10, OTHER, "", 4);
            ClaimRequest request = request(20);
            ClaimRequest four = new ClaimRequest(
                    request.workerId(),
                    request.queue(),
                    request.names(),
                    20,
                    20,
                    false,
                    FairnessGroup.FIRST,
                    Map.of(),
                    4);

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
        void whatIsHeldBackHoldsUpNothingBehindIt() {
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
    }

    @Nested
    class Leftovers {

        @Test
        void bucketsThatHaveBeenFullForADayAndOldRecordsArePruned() throws SQLException {
            insert(1, StoreUnderTest.NAME, "", 4);
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
    }

    @Nested
    class Pauses {

        @Test
        void nothingIsClaimedFromAPausedQueue() throws SQLException {
            insert(5, StoreUnderTest.NAME, "", 4);
            bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('" + StoreUnderTest.QUEUE + "', true)");

            assertThat(bench.store().claims().claim(request(5))).isEmpty();
            assertThat(bench.store().claims().claim(limited(request(5), concurrency("3"))))
                    .isEmpty();
        }

        @Test
        void whatWasSetIsRead() throws SQLException {
            bench.execute("INSERT INTO caraway_queue (queue, paused, max_concurrent, max_length, slots)"
                    + " VALUES ('mail', true, 3, 1000, 2)");
            bench.execute("INSERT INTO caraway_definition (name, rate_limit, time_limit)"
                    + " VALUES ('Mail.send', '10/m', 'PT1M')");

            RuntimeSettings controls =
                    bench.store().settings().directives(StoreUnderTest.WORKER).controls();

            assertThat(controls.queue("mail")).isEqualTo(new RuntimeSettings.QueueControl(true, 3, 1000, 2));
            assertThat(controls.queue("other")).isEqualTo(RuntimeSettings.QueueControl.NONE);
            assertThat(controls.definition("Mail.send"))
                    .isEqualTo(new RuntimeSettings.DefinitionControl(false, "10/m", null, null, "PT1M"));
        }
    }
}
