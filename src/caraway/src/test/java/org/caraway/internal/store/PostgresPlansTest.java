package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.complete.FinishedRow;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.postgres.PostgresClaims;
import org.caraway.internal.store.postgres.PostgresCompletions;
import org.caraway.internal.store.recover.JdbcExpiries;
import org.caraway.internal.store.retain.IdRange;
import org.caraway.internal.store.retain.JdbcRetention;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds rows: by which indexes, and how many it touches. */
class PostgresPlansTest {

    @SuppressWarnings("NullAway.Init") // by start()
    private static MigratedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = new MigratedPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static DataSource database() {
        return server.database();
    }

    /** An index that held state, worker or attempt would make each claim write into it (performance: heap-only updates). */
    @Test
    void claimsAreHeapOnlyUpdates() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.execute("TRUNCATE caraway_active");
        bench.insert(2_000);
        bench.awaitEndOfSessions();
        bench.execute("SELECT pg_stat_reset_single_table_counters('caraway_active'::regclass)");

        int claimed = 0;
        for (int round = 0; round < 10; round++) {
            claimed += bench.claim(200).size();
        }

        assertThat(claimed).isEqualTo(2_000);
        bench.awaitEndOfSessions();
        List<Long> updates = updates();
        assertThat(updates.get(0)).as("updates").isGreaterThanOrEqualTo(2_000);
        assertThat(updates.get(1)).as("of them heap-only").isGreaterThanOrEqualTo(updates.get(0) * 95 / 100);
    }

    /** Each connection of this data source is a session of its own, whose figures are flushed when it ends. */
    private List<Long> updates() throws SQLException {
        List<Long> figures = new ArrayList<>();
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
                        + " WHERE relname = 'caraway_active'")) {
            row.next();
            figures.add(row.getLong(1));
            figures.add(row.getLong(2));
        }
        return figures;
    }

    @Test
    void aClaimFindsItsRowsThroughTheIndex() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.insert(20_000);
        bench.execute("ANALYZE caraway_active");

        String plan = plan();

        assertThat(plan).contains("Index Scan using caraway_active_due on caraway_active");
        assertThat(plan).doesNotContain("Seq Scan on caraway_active");
    }

    /** A table that is small, or was when it was last analysed, is read as a whole by plans that are not told otherwise. */
    @Test
    void noClaimOrEndReadsTheWholeTableHoweverSmallItSeems() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.execute("TRUNCATE caraway_active");
        bench.execute("VACUUM ANALYZE caraway_active");
        bench.insert(20);
        bench.awaitEndOfSessions();
        bench.execute("SELECT pg_stat_reset_single_table_counters('caraway_active'::regclass)");

        for (int round = 0; round < 10; round++) {
            List<AttemptCompletion> ends = bench.claim(2).stream()
                    .map(task -> new AttemptCompletion(task, new Transition.Succeed("1"), null))
                    .toList();
            bench.store().completions().completeUnlocked(ends, Duration.ofSeconds(5));
            bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, Set.of(StoreUnderTest.NAME));
        }

        bench.awaitEndOfSessions();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished")).isEqualTo(20);
        assertThat(bench.count("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'caraway_active'"))
                .isZero();
    }

    /** Half of what is old has a retention of its own, and a year of it lies ahead. */
    @Test
    void pruningFindsItsRowsThroughTheIndexes() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.execute(
                "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels,"
                        + " attempt, retries, deliveries, created_at, finished_at, keep_until)"
                        + " SELECT gen_random_uuid(), 'Mail.send', 'default', 'SUCCESS', 4, now(), '[]', '{}', '{}', 1, 0, 0, now(),"
                        + " now() - number * INTERVAL '1 minute',"
                        + " CASE number % 2 WHEN 0 THEN now() + number * INTERVAL '1 minute' END"
                        + " FROM generate_series(1, 20000) AS number");
        bench.execute("ANALYZE caraway_finished");

        LocalDate today = LocalDate.now(ZoneOffset.UTC); // midnight may pass meanwhile
        IdRange days = new IdRange(
                IdRange.ofDay(today.minusDays(1)).from(),
                IdRange.ofDay(today.plusDays(8)).below());

        String old = plan(JdbcRetention.old(1)
                .replaceFirst("\\?", "604800")
                .replace("id < ?", "id < '" + days.from() + "'")
                .replace("id >= ?", "id >= '" + days.below() + "'")
                .replaceFirst("\\?", "1000"));
        String kept = plan(JdbcRetention.KEPT.replaceFirst("\\?", "1000"));

        assertThat(old)
                .contains("using caraway_finished_default_finished_at_keep_until_idx on caraway_finished_default")
                .contains("AND (keep_until IS NULL))")
                .doesNotContain("Seq Scan")
                .doesNotContain("Sort")
                .doesNotContain("on caraway_finished_2");
        assertThat(kept)
                .contains("using caraway_finished_default_keep_until_idx on caraway_finished_default")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }

    @Test
    void theLookForExpiredTasksReadsItsIndexAlone() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.insert(5_000);
        bench.execute("UPDATE caraway_active SET expires_at = now() + INTERVAL '1 hour'"
                + " WHERE id IN (SELECT id FROM caraway_active LIMIT 100)");
        bench.execute("ANALYZE caraway_active");

        assertThat(plan(JdbcExpiries.EXPIRED.replaceFirst("\\?", "500")))
                .contains("caraway_active_expiry")
                .doesNotContain("Seq Scan");
    }

    private String plan(String statement) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = database().getConnection();
                Statement explain = connection.createStatement();
                ResultSet row = explain.executeQuery("EXPLAIN " + statement)) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    private String plan() throws SQLException {
        String queue = "'default'";
        String names = "ARRAY['Mail.send']";
        String claim = PostgresClaims.CLAIM;
        List<String> parameters = List.of(
                "9",
                "0",
                "-1",
                "ARRAY[4]",
                "ARRAY['']",
                "ARRAY['']",
                "ARRAY['Mail.sent']",
                "ARRAY['']",
                "ARRAY[null]",
                queue,
                queue,
                names,
                names,
                queue,
                queue,
                "10",
                "'worker-1'",
                queue,
                "10",
                "'worker-1'");
        for (String parameter : parameters) {
            claim = claim.replaceFirst("\\?", parameter);
        }
        assertThat(claim).doesNotContain("?");
        return plan(claim);
    }

    /** Those that have been claimed are not asked about again: the index is read from where the last claim stopped. */
    @Test
    void claimsThatFollowEachOtherWalkOverNothingTwice() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.insert(2_500);
        bench.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '1 hour'");
        bench.execute("VACUUM ANALYZE caraway_active");
        hasty(bench, 100);
        bench.awaitEndOfSessions();
        bench.execute("SELECT pg_stat_reset_single_table_counters('caraway_active_due'::regclass)");

        Set<UUID> claimed = new HashSet<>();
        for (int round = 0; round < 20; round++) {
            hasty(bench, 100).forEach(task -> claimed.add(task.id()));
        }

        bench.awaitEndOfSessions();
        assertThat(claimed).hasSize(2_000);
        long read =
                bench.count("SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'caraway_active_due'");
        assertThat(read).as("entries read; from below they would be 40,000").isBetween(2_000L, 16_000L);
    }

    /** An old snapshot keeps the index entries of what has ended; the oldest of them stand where a line begins. */
    @Test
    void theBeginningOfAKnownLineIsNotWalkedOverToFindIt() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.execute("TRUNCATE caraway_active");
        bench.insert(3_000);
        bench.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '1 hour'");
        bench.execute("VACUUM ANALYZE caraway_active");
        bench.awaitEndOfSessions();
        bench.execute("SELECT pg_stat_reset_single_table_counters('caraway_active_due'::regclass)");

        int claimed = 0;
        try (Connection old = database().getConnection();
                Statement snapshot = old.createStatement()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            snapshot.execute("SELECT COUNT(*) FROM caraway_worker");
            for (int round = 0; round < 5; round++) {
                end(bench, hasty(bench, 500));
            }
            for (int round = 0; round < 50; round++) {
                claimed += hasty(bench, 10).size();
            }
        }

        bench.awaitEndOfSessions();
        assertThat(claimed).isEqualTo(500);
        long read =
                bench.count("SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'caraway_active_due'");
        assertThat(read)
                .as("entries read; 125,000 if each claim walks over the 2,500 that have ended")
                .isBetween(3_000L, 60_000L);
    }

    @Test
    void aLineThatAppearsAmongKnownOnesIsServedAtOnce() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.execute("TRUNCATE caraway_active");
        bench.insert(20);
        bench.execute(
                "UPDATE caraway_active SET run_at = run_at - INTERVAL '1 hour', task_key = CASE WHEN random() < 0.5"
                        + " THEN 'a' ELSE 'c' END");
        hasty(bench, 4);
        UUID id = bench.insert(1).get(0);
        bench.execute("UPDATE caraway_active SET task_key = 'b' WHERE id = '" + id + "'");

        assertThat(hasty(bench, 6)).extracting(ClaimedTask::id).contains(id);
    }

    /** The end of a transactional task is written alone; planning its statement takes several times as long as running it. */
    @Test
    void theStatementOfASingleEndIsNotPlannedAnewEachTime() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.execute("TRUNCATE caraway_active");
        bench.insert(20);
        List<ClaimedTask> claimed = bench.claim(20);
        PostgresCompletions ends = new PostgresCompletions();

        try (Connection connection = database().getConnection();
                Statement statistics = connection.createStatement()) {
            for (ClaimedTask task : claimed) {
                FinishedRow done = new FinishedRow(task, TaskState.SUCCESS, null, "1", null, null, null);
                assertThat(ends.finish(connection, List.of(done), null)).hasSize(1);
            }

            try (ResultSet plans = statistics.executeQuery("SELECT SUM(generic_plans), SUM(custom_plans)"
                    + " FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO caraway_finished%'")) {
                assertThat(plans.next()).isTrue();
                assertThat(plans.getLong(1)).as("with the plan that is kept").isPositive();
                assertThat(plans.getLong(2)).as("planned for its values").isLessThanOrEqualTo(5);
            }
        }
    }

    private static void end(StoreUnderTest bench, List<ClaimedTask> tasks) {
        bench.store()
                .completions()
                .complete(tasks.stream()
                        .map(task -> new AttemptCompletion(task, new Transition.Succeed("1"), null))
                        .toList());
    }

    /** As of a transaction that took long, or of a task that was given back. */
    @Test
    void whatBecameDueBehindTheMarkIsClaimedWithinASecond() throws Exception {
        StoreUnderTest bench = new StoreUnderTest(database());
        bench.insert(300);
        bench.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '1 hour'");
        assertThat(hasty(bench, 100)).hasSize(100);
        UUID late = bench.insert(1).get(0);
        bench.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '2 hours' WHERE id = '" + late + "'");
        bench.execute("INSERT INTO caraway_active (name, run_at) SELECT 'Mail.send', now() - INTERVAL '50 minutes'"
                + " FROM generate_series(1, 20000)");

        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        boolean found = false;
        while (!found && System.nanoTime() < deadline) {
            bench.store().claims().scanForLateTasks(StoreUnderTest.QUEUE); // as a worker does, beside its claims
            found = hasty(bench, 10).stream().anyMatch(task -> task.id().equals(late));
        }

        assertThat(found).isTrue();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'PENDING'"))
                .as("left, so that it was not merely the last one")
                .isPositive();
    }

    private static List<ClaimedTask> hasty(StoreUnderTest bench, int limit) {
        return bench.store()
                .claims()
                .claim(new ClaimRequest(
                        StoreUnderTest.WORKER,
                        StoreUnderTest.QUEUE,
                        Set.of(StoreUnderTest.NAME),
                        limit,
                        limit,
                        false,
                        ClaimRequest.FairnessGroup.FIRST,
                        Map.of(),
                        null,
                        false));
    }
}
