package org.caraway.internal.store.retain;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Deleting rows that are not tasks. */
@EachDatabase
class ExpiredRowsTest {

    private static final String OTHER = "Sms.send";

    private final StoreUnderTest bench;

    ExpiredRowsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

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

    static StartLimits rate(String text) {
        return new StartLimits(RateLimit.parse(text), List.of());
    }
}
