package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Counting waiting tasks, for bounded queues. */
@EachDatabase
class QueueLengthTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final StoreUnderTest bench;

    QueueLengthTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void waitingTasksAreCountedUpToTheCap() throws SQLException {
        bench.insert(5);
        bench.claim(2);
        insert(NewTask.of(UUID.randomUUID(), "Other.task").delay(HOUR));
        insert(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME).queue("other"));

        assertThat(bench.store().lengths().waiting(StoreUnderTest.QUEUE, 10)).isEqualTo(4);
        assertThat(bench.store().lengths().waiting(StoreUnderTest.QUEUE, 3)).isEqualTo(3);
        assertThat(bench.store().lengths().waiting("nobody's", 3)).isZero();
    }

    @Test
    void lengthsThatWereSetAreRead() throws SQLException {
        bench.execute("DELETE FROM caraway_queue");
        bench.execute("INSERT INTO caraway_queue (queue, max_length) VALUES ('mail', 7)");
        bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('other', true)");

        assertThat(bench.store().lengths().maxLengths()).isEqualTo(Map.of("mail", 7));
    }

    private UUID insert(NewTask.Builder task) {
        return bench.store().inserts().insert(List.of(task.build())).get(0).id();
    }
}
