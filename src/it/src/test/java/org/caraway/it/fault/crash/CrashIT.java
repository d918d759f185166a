package org.caraway.it.fault.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** A worker that is killed loses nothing. */
class CrashIT {

    private static final int EACH = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String ENQUEUE = "INSERT INTO caraway_active (name, arguments)"
            + " SELECT CASE WHEN n % 2 = 0 THEN 'crash.plain' ELSE 'crash.transactional' END, '[]'"
            + " FROM generate_series(1, " + 2 * EACH + ") n";

    @Test
    void tasksOfAKilledServerAreFinishedByTheNext() throws Exception {
        Path war = TestWar.write(
                TestWar.of("crash", "caraway.lease=PT5S\ncaraway.worker.queues=default:8\n", CrashTasks.class));
        try (PostgresDatabase database = PostgresDatabase.start()) {
            ServerSettings settings = ServerSettings.onPostgres("crash", war, database);

            killWhileTasksRun(settings, database);
            assertThat(finished(database)).isLessThan(2L * EACH);
            finishAll(settings, database);

            assertThat(database.count("SELECT COUNT(DISTINCT task) FROM effect WHERE kind = 'plain'"))
                    .isEqualTo(EACH);
            assertThat(database.count("SELECT COUNT(DISTINCT task) FROM effect WHERE kind = 'transactional'"))
                    .isEqualTo(EACH);
            assertThat(database.count("SELECT COUNT(*) FROM effect WHERE kind = 'transactional'"))
                    .as("effects of transactional tasks")
                    .isEqualTo(EACH);
            assertThat(database.count("SELECT COUNT(*) FROM caraway_task WHERE deliveries > 0"))
                    .as("tasks that were redelivered")
                    .isPositive();
        }
    }

    private static void killWhileTasksRun(ServerSettings settings, PostgresDatabase database) throws Exception {
        try (PayaraProcess server = PayaraProcess.start(settings)) {
            database.execute("CREATE TABLE effect (task uuid, kind varchar(20))");
            database.execute(ENQUEUE);
            await("some tasks are done and some run")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> finished(database) > 10 && started(database) > 2);
            server.kill();
        }
    }

    private static void finishAll(ServerSettings settings, PostgresDatabase database) {
        try (PayaraProcess server = PayaraProcess.start(settings)) {
            await("all tasks are done on " + server.base())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> finished(database) == 2L * EACH);
        }
    }

    private static long finished(PostgresDatabase database) throws Exception {
        return database.count("SELECT COUNT(*) FROM caraway_task WHERE state = 'SUCCESS'");
    }

    private static long started(PostgresDatabase database) throws Exception {
        return database.count("SELECT COUNT(*) FROM caraway_task WHERE state = 'STARTED'");
    }
}
