package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Claims from a paused queue. */
@EachDatabase
class PausedQueueTest {

    private static final String OTHER = "Sms.send";

    private final StoreUnderTest bench;

    PausedQueueTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void nothingIsClaimedFromAPausedQueue() throws SQLException {
        insert(5, StoreUnderTest.NAME, "", 4);
        bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('" + StoreUnderTest.QUEUE + "', true)");

        assertThat(bench.store().claims().claim(request(5))).isEmpty();
        assertThat(bench.store().claims().claim(limited(request(5), concurrency("3"))))
                .isEmpty();
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
}
