package org.caraway.internal.store.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** How long ago a task was enqueued. */
@EachDatabase
class TaskAgeTest {

    private final StoreUnderTest bench;

    TaskAgeTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aTaskIsAsOldAsItsEnqueueing() throws SQLException {
        UUID id = bench.insert(1).get(0);
        bench.execute("UPDATE caraway_active SET created_at = created_at - INTERVAL '1' HOUR");

        assertThat(bench.store().reads().enqueuedBefore(id, Duration.ofMinutes(59)))
                .isTrue();
        assertThat(bench.store().reads().enqueuedBefore(id, Duration.ofMinutes(61)))
                .isFalse();
    }
}
