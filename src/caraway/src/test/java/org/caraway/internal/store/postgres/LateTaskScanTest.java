package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.JdbcTaskClaims;
import org.caraway.internal.store.claim.LateTaskScan;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Where scans are expensive, a separate scan finds the late tasks that claims skip. */
@PostgresOnly
class LateTaskScanTest {

    private static final Duration EXPENSIVE = Duration.ofMillis(30);

    /** Each claim and each scan takes as long as {@link #step} says. */
    private final AtomicLong clock = new AtomicLong();

    private Duration step = EXPENSIVE;

    private final StoreUnderTest bench;
    private final JdbcTaskClaims claims;

    LateTaskScanTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
        claims = new JdbcTaskClaims(
                new Connections(database.dataSource(), null, StoreUnderTest.PATIENCE),
                new PostgresClaims(),
                () -> clock.getAndAdd(step.toNanos()));
    }

    @Test
    void whereScansAreExpensiveClaimsSkipLateTasksUntilASeparateScanFindsThem() throws SQLException {
        bench.insert(5);
        due("1 hour");
        claim(1);
        UUID late = late();
        clock.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(claim(1)).extracting(ClaimedTask::id).doesNotContain(late);
        assertThat(claims.scanForLateTasks(StoreUnderTest.QUEUE).found()).isTrue();
        assertThat(claim(1)).extracting(ClaimedTask::id).containsExactly(late);
    }

    @Test
    void noScanRunsBeforeItIsDue() throws SQLException {
        bench.insert(5);
        due("1 hour");
        claim(1);
        late();

        LateTaskScan scan = claims.scanForLateTasks(StoreUnderTest.QUEUE);

        assertThat(scan.found()).isFalse();
        assertThat(scan.next()).isBetween(Duration.ofMillis(300), Duration.ofMillis(570));
    }

    @Test
    void aCheapScanLetsClaimsFindLateTasksAgain() throws SQLException {
        bench.insert(5);
        due("1 hour");
        claim(1);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        step = Duration.ofMillis(1);
        claims.scanForLateTasks(StoreUnderTest.QUEUE);
        UUID late = late();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(claim(1)).extracting(ClaimedTask::id).containsExactly(late);
        assertThat(claims.scanForLateTasks(StoreUnderTest.QUEUE).found()).isFalse();
    }

    @Test
    void aScanFindsTheOldestClaimableTaskOfEachGroup() throws SQLException {
        OffsetDateTime now = OffsetDateTime.parse("2026-11-22T12:00:00Z");
        for (String key : List.of("a", "b", "c")) {
            for (int hour = 1; hour <= 3; hour++) {
                insert(key, now.minusHours(hour), "revoke_mode = NULL");
            }
        }
        insert("a", now.minusHours(4), "state = 'STARTED', worker_id = 'worker-1'");
        insert("a", now.minusHours(5), "expires_at = now() - INTERVAL '1 minute'");
        insert("a", now.minusHours(6), "revoke_mode = 'COOPERATIVE'");
        insert("a", now.minusHours(7), "queue = 'other'");
        insert("a", now.minusHours(8), "priority = 9");

        List<Mark> late = lateTasks(List.of(
                mark("a", now), mark("b", now.minusMinutes(90)), mark("c", now.minusHours(3)), mark("none", now)));

        assertThat(late)
                .extracting(mark -> mark.group().key(), mark -> mark.from().toInstant(), Mark::priority)
                .containsExactlyInAnyOrder(
                        tuple("a", now.minusHours(3).toInstant(), 4),
                        tuple("b", now.minusHours(3).toInstant(), 4));
    }

    private List<Mark> lateTasks(List<Mark> marks) throws SQLException {
        try (Connection connection = bench.database().getConnection()) {
            return new PostgresClaims().lateTasks(connection, StoreUnderTest.QUEUE, marks);
        }
    }

    private static Mark mark(String key, OffsetDateTime from) {
        return new Mark(4, new FairnessGroup(StoreUnderTest.NAME, key), from);
    }

    private void insert(String key, OffsetDateTime runAt, String change) throws SQLException {
        UUID id = bench.insert(1).get(0);
        bench.execute("UPDATE caraway_active SET task_key = '" + key + "', run_at = '" + runAt + "', " + change
                + " WHERE id = '" + id + "'");
    }

    private void due(String ago) throws SQLException {
        bench.execute("UPDATE caraway_active SET run_at = now() - INTERVAL '" + ago + "'");
    }

    private UUID late() throws SQLException {
        UUID id = bench.insert(1).get(0);
        bench.execute("UPDATE caraway_active SET run_at = now() - INTERVAL '2 hours' WHERE id = '" + id + "'");
        return id;
    }

    private List<ClaimedTask> claim(int limit) {
        return claims.claim(new ClaimRequest(
                StoreUnderTest.WORKER,
                StoreUnderTest.QUEUE,
                Set.of(StoreUnderTest.NAME),
                limit,
                limit,
                false,
                FairnessGroup.FIRST,
                Map.of(),
                null,
                false));
    }
}
