package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.caraway.TaskNotUniqueException;
import org.caraway.UniqueKey;
import org.caraway.UniqueKey.Conflict;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.InsertedTask.Kind;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tasks of which only one may exist. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class UniqueKeyTest {

    private static final UniqueKey KEY = UniqueKey.of("reindex-42");

    private final StoreUnderTest bench;

    UniqueKeyTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Nested
    class WhileItLives {

        @Test
        void ofTwoTasksWithOneKeyTheFirstStandsForBoth() throws SQLException {
            UUID first = inserted(KEY);

            assertThat(insert(keyed(KEY).build())).isEqualTo(new InsertedTask(first, Kind.EXISTING));
            assertThat(live()).isEqualTo(1);
        }

        @Test
        void aBatchReturnsAResultInThePlaceOfEachTask() throws SQLException {
            UUID first = inserted(KEY);
            NewTask plain = StoreUnderTest.task();
            NewTask other = keyed(UniqueKey.of("other")).build();
            NewTask again = keyed(UniqueKey.of("other")).build();

            List<InsertedTask> standing =
                    bench.store().inserts().insert(List.of(other, keyed(KEY).build(), plain, again));

            assertThat(standing).hasSize(4);
            assertThat(standing.get(1)).isEqualTo(new InsertedTask(first, Kind.EXISTING));
            assertThat(standing.get(2)).isEqualTo(new InsertedTask(plain.id(), Kind.NEW));
            assertThat(standing.get(3).id()).isEqualTo(standing.get(0).id());
            assertThat(live()).isEqualTo(3);
        }

        @Test
        void theKeyIsTakenWhileTheTaskRunsAndWhileItWaitsForARetry() {
            UUID first = inserted(KEY);
            ClaimedTask running = bench.claim(1).get(0);
            assertThat(insert(keyed(KEY).build()).id()).isEqualTo(first);

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(running, new Transition.Retry(Duration.ZERO, ERROR), null)))
                    .lost();

            assertThat(insert(keyed(KEY).build()).id()).isEqualTo(first);
        }

        @Test
        void theKeyIsFreeWhenTheTaskIsFinishedAndStaysInItsRow() throws SQLException {
            UUID first = inserted(KEY);
            succeed(bench.claim(1).get(0));

            assertThat(inserted(KEY)).isNotEqualTo(first);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE unique_key = 'reindex-42'"))
                    .isEqualTo(1);
        }

        @Test
        void aKeyForThoseThatWaitIsFreeWhenTheFirstAttemptIsClaimed() {
            UUID first = inserted(KEY.whilePending());
            assertThat(insert(keyed(KEY.whilePending()).build()).id()).isEqualTo(first);

            bench.claim(1);

            assertThat(inserted(KEY.whilePending())).isNotEqualTo(first);
        }

        @Test
        void aRefusedCallEnqueuesNothingOfItsBatch() throws SQLException {
            UUID first = inserted(KEY);
            List<NewTask> batch = List.of(
                    StoreUnderTest.task(),
                    keyed(UniqueKey.of("another")).build(),
                    keyed(UniqueKey.of("for an hour").within(Duration.ofHours(1)))
                            .build(),
                    keyed(KEY.onConflict(Conflict.REFUSE)).build());

            assertThatThrownBy(() -> bench.store().inserts().insert(batch))
                    .isInstanceOfSatisfying(TaskNotUniqueException.class, refused -> assertThat(refused.takenBy())
                            .isEqualTo(first))
                    .hasMessage("Task 'Mail.send' was not enqueued: task " + first
                            + " (Mail.send) has the unique key 'reindex-42'; ask for another answer than REFUSE to get its"
                            + " handle");
            assertThat(live()).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_unique_window"))
                    .isZero();
        }

        @Test
        void ofAThousandConcurrentCallsOneEnqueues() throws Exception {
            Set<UUID> ids = new HashSet<>();
            List<InsertedTask> standing = concurrently(8, 125, () -> keyed(KEY).build());

            standing.forEach(inserted -> ids.add(inserted.id()));

            assertThat(standing).hasSize(1_000);
            assertThat(ids).hasSize(1);
            assertThat(standing.stream().filter(inserted -> inserted.kind() == Kind.NEW))
                    .hasSize(1);
            assertThat(live()).isEqualTo(1);
        }

        @Test
        void batchesWithTheSameKeysInAnyOrderDoNotWaitForEachOther() throws Exception {
            List<NewTask> there = new ArrayList<>();
            List<NewTask> back = new ArrayList<>();
            IntStream.range(0, 50).forEach(number -> {
                there.add(keyed(UniqueKey.of("key-" + number)).build());
                back.add(0, keyed(UniqueKey.of("key-" + number)).build());
            });
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<List<InsertedTask>> one =
                        threads.submit(() -> bench.store().inserts().insert(there));
                Future<List<InsertedTask>> two =
                        threads.submit(() -> bench.store().inserts().insert(back));
                one.get(60, TimeUnit.SECONDS);
                two.get(60, TimeUnit.SECONDS);
            } finally {
                threads.shutdownNow();
            }

            assertThat(live()).isEqualTo(50);
        }

        @Test
        void aCallTakesTheKeyOfATransactionThatIsRolledBack() throws Exception {
            ExecutorService threads = Executors.newSingleThreadExecutor();
            try (Connection open = bench.database().getConnection()) {
                open.setAutoCommit(false);
                open.createStatement()
                        .execute("INSERT INTO caraway_active (name, unique_key, unique_scope, unique_lock)"
                                + " VALUES ('Mail.send', 'reindex-42', 'LIVE', 'reindex-42')");
                CountDownLatch calls = new CountDownLatch(1);
                Future<UUID> waiting = threads.submit(() -> {
                    calls.countDown();
                    return inserted(KEY);
                });
                assertThat(calls.await(30, TimeUnit.SECONDS)).isTrue();
                open.rollback();

                UUID taken = waiting.get(60, TimeUnit.SECONDS);

                assertThat(bench.view(taken).id()).isEqualTo(taken);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class Windows {

        private final UniqueKey hourly = KEY.within(Duration.ofHours(1));

        @Test
        void theKeyIsTakenForItsSpanWhateverBecomesOfTheTask() throws SQLException {
            UUID first = inserted(hourly);
            succeed(bench.claim(1).get(0));

            assertThat(insert(keyed(hourly).build())).isEqualTo(new InsertedTask(first, Kind.EXISTING));
            assertThat(live()).isZero();
        }

        @Test
        void theKeyIsTakenOverWhenItsSpanHasPassed() throws SQLException {
            UUID first = inserted(hourly);
            pass();

            UUID second = inserted(hourly);

            assertThat(second).isNotEqualTo(first);
            assertThat(insert(keyed(hourly).build()).id()).isEqualTo(second);
        }

        @Test
        void ofConcurrentCallsOneEnqueues() throws Exception {
            inserted(hourly);
            pass();

            List<InsertedTask> standing =
                    concurrently(8, 25, () -> keyed(hourly).build());

            assertThat(standing.stream().filter(inserted -> inserted.kind() == Kind.NEW))
                    .hasSize(1);
            assertThat(live()).isEqualTo(2);
        }

        @Test
        void spansThatHavePassedArePrunedABoundedNumberAtATime() throws SQLException {
            for (int number = 0; number < 3; number++) {
                inserted(UniqueKey.of("key-" + number).within(Duration.ofHours(1)));
            }
            pass();
            inserted(hourly);

            bench.store().retention().pruneExpiredRows(Duration.ofDays(1), 2);
            assertThat(windows()).isGreaterThanOrEqualTo(2);
            for (int again = 0; again < 10 && windows() > 1; again++) {
                bench.store()
                        .retention()
                        .pruneExpiredRows(
                                Duration.ofDays(1), 2); // what it cannot lock at once, it leaves to the next time
            }
            assertThat(windows()).isEqualTo(1);
        }

        private long windows() throws SQLException {
            return bench.count("SELECT COUNT(*) FROM caraway_unique_window");
        }

        private void pass() throws SQLException {
            bench.execute("UPDATE caraway_unique_window SET held_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
        }
    }

    private NewTask.Builder keyed(UniqueKey unique) {
        return NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME).unique(unique);
    }

    private InsertedTask insert(NewTask task) {
        return bench.store().inserts().insert(List.of(task)).get(0);
    }

    private UUID inserted(UniqueKey unique) {
        InsertedTask inserted = insert(keyed(unique).build());
        assertThat(inserted.kind()).isEqualTo(Kind.NEW);
        return inserted.id();
    }

    private void succeed(ClaimedTask task) {
        bench.store().completions().complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)));
    }

    private long live() throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_active");
    }

    private List<InsertedTask> concurrently(int threads, int each, Making making) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<InsertedTask>>> all = new ArrayList<>();
        try {
            for (int thread = 0; thread < threads; thread++) {
                all.add(executor.submit(() -> {
                    List<InsertedTask> mine = new ArrayList<>();
                    assertThat(start.await(30, TimeUnit.SECONDS)).isTrue();
                    for (int call = 0; call < each; call++) {
                        mine.add(insert(making.task()));
                    }
                    return mine;
                }));
            }
            start.countDown();
            List<InsertedTask> standing = new ArrayList<>();
            for (Future<List<InsertedTask>> one : all) {
                standing.addAll(one.get(120, TimeUnit.SECONDS));
            }
            return standing;
        } finally {
            executor.shutdownNow();
        }
    }

    private interface Making {
        NewTask task();
    }
}
