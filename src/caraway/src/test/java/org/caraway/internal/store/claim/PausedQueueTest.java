package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.concurrency;
import static org.caraway.test.ClaimRequests.limited;
import static org.caraway.test.ClaimRequests.request;

import java.sql.SQLException;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Claims from a paused queue. */
@EachDatabase
class PausedQueueTest {

    private final StoreUnderTest bench;

    PausedQueueTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void nothingIsClaimedFromAPausedQueue() throws SQLException {
        bench.insert(5, StoreUnderTest.NAME, "", 4);
        bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('" + StoreUnderTest.QUEUE + "', true)");

        assertThat(bench.store().claims().claim(request(5))).isEmpty();
        assertThat(bench.store().claims().claim(limited(request(5), concurrency("3"))))
                .isEmpty();
    }
}
