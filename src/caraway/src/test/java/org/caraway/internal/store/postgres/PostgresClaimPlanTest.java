package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds tasks to claim: by which indexes, and how many rows it reads. */
@PostgresOnly
class PostgresClaimPlanTest {

    private final MigratedDatabase database;
    private final StoreUnderTest bench;

    PostgresClaimPlanTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new StoreUnderTest(database.dataSource());
    }

    /**
     * An index that held state, worker or attempt would make each claim write into it (performance: heap-only updates).
     */
    @Test
    void claimsAreHeapOnlyUpdates() throws SQLException {
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

    @Test
    void aClaimFindsItsRowsThroughTheIndex() throws SQLException {
        bench.insert(20_000);
        bench.execute("ANALYZE caraway_active");

        String plan = planOfClaim();

        assertThat(plan).contains("Index Scan using caraway_active_due on caraway_active");
        assertThat(plan).doesNotContain("Seq Scan on caraway_active");
    }

    /** PostgreSQL prefers to read a table as a whole if it is small, or was when it was last analysed. */
    @Test
    void noClaimOrCompletionReadsTheWholeTableHoweverSmallItSeems() throws SQLException {
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

    /** Those that have been claimed are not asked about again: the index is read from where the last claim stopped. */
    @Test
    void consecutiveClaimsReadNoEntryTwice() throws SQLException {
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
    void theBeginningOfAKnownGroupIsNotReadToFindIt() throws SQLException {
        bench.execute("TRUNCATE caraway_active");
        bench.insert(3_000);
        bench.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '1 hour'");
        bench.execute("VACUUM ANALYZE caraway_active");
        bench.awaitEndOfSessions();
        bench.execute("SELECT pg_stat_reset_single_table_counters('caraway_active_due'::regclass)");

        int claimed = 0;
        try (Connection old = bench.database().getConnection();
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
    void aGroupThatAppearsAmongKnownOnesIsServedAtOnce() throws SQLException {
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

    /** As of a transaction that took long, or of a task that was given back. */
    @Test
    void aTaskThatBecameDueBeforeTheMarkIsClaimedWithinASecond() throws Exception {
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

    /** Each connection of this data source is a session of its own, whose figures are flushed when it ends. */
    private List<Long> updates() throws SQLException {
        List<Long> figures = new ArrayList<>();
        try (Connection connection = bench.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
                        + " WHERE relname = 'caraway_active'")) {
            row.next();
            figures.add(row.getLong(1));
            figures.add(row.getLong(2));
        }
        return figures;
    }

    private String planOfClaim() {
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
        return database.plan(claim);
    }

    private static void end(StoreUnderTest bench, List<ClaimedTask> tasks) {
        bench.store()
                .completions()
                .complete(tasks.stream()
                        .map(task -> new AttemptCompletion(task, new Transition.Succeed("1"), null))
                        .toList())
                .lost();
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
