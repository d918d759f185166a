package org.caraway.it.tasks.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** Many tasks of one transaction on PostgreSQL; {@code DeliveryIT} tests the same on H2. */
class BulkIT {

    private static final System.Logger LOG = System.getLogger(BulkIT.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void tenThousandTasksOfOneTransactionRunOnceEach() throws Exception {
        Path war = TestWar.write(TestWar.of("bulk", "", BulkTasks.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess server = PayaraProcess.start(ServerSettings.onPostgres("bulk", war, database))) {
            await("all tasks are done on " + server.base())
                    .atMost(PATIENCE)
                    .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished") == BulkTasks.MANY);

            assertThat(database.count("SELECT COUNT(*) FROM caraway_task WHERE state <> 'SUCCESS' OR attempt <> 1"))
                    .isZero();
            assertThat(database.count("SELECT COUNT(DISTINCT id) FROM caraway_task"))
                    .isEqualTo(BulkTasks.MANY);
            long millis = database.count(
                    "SELECT extract(epoch FROM MAX(finished_at) - MIN(started_at)) * 1000 FROM caraway_finished");
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> BulkTasks.MANY + " tasks from the first claim to the last end: " + millis + " ms");
        }
    }
}
