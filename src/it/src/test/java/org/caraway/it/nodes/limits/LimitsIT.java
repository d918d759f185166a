package org.caraway.it.nodes.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.caraway.it.harness.Pause;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits and turns hold on two workers together; what happened is read from the tables afterwards. */
@SuppressWarnings("NullAway.Init") // set before all
class LimitsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /**
     * A worker runs 4 tasks of the queue and holds 1,000 ahead. So many may begin before it claims the small tenant's
     * tasks, and so many may stand before these when it holds them.
     */
    private static final long HELD_BY_A_WORKER = 1_004;

    private static PostgresDatabase database;
    private static PayaraProcess one;
    private static PayaraProcess other;

    @BeforeAll
    static void start() {
        Path war = TestWar.write(TestWar.of(
                "limits",
                "caraway.poll-interval=PT0.5S\ncaraway.worker.queues=rates:4,alone:6,tenants:4\n",
                LimitedTasks.class,
                Pause.class));
        database = PostgresDatabase.start();
        one = PayaraProcess.start(ServerSettings.onPostgres("limits-one", war, database));
        other = PayaraProcess.start(ServerSettings.onPostgres("limits-other", war, database));
    }

    @AfterAll
    static void stop() {
        other.close();
        one.close();
        database.close();
    }

    private static void awaitFinished(String name, int count) {
        await(count + " tasks " + name + " are over")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> finished(name) >= count);
    }

    private static long finished(String name) throws Exception {
        return database.count(
                "SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS' AND name = '" + name + "'");
    }

    /**
     * How many are in the first minute depends on whether the machine keeps up; in the fullest, nothing was held up.
     */
    @Test
    void noMinuteHasMoreStartsThanTheRateAllows() throws Exception {
        database.execute("INSERT INTO caraway_active (name, queue) SELECT 'limited.rate', 'rates'"
                + " FROM generate_series(1, 700)");

        awaitFinished("limited.rate", 700);

        long most = database.count("""
                SELECT MAX(starts)
                  FROM (SELECT COUNT(*) OVER (ORDER BY started_at
                                              RANGE BETWEEN CURRENT ROW AND INTERVAL '59.999' SECOND FOLLOWING) AS starts
                          FROM caraway_finished
                         WHERE name = 'limited.rate') AS windows""");
        long first = database.count("""
                SELECT COUNT(*)
                  FROM caraway_finished
                 WHERE name = 'limited.rate'
                   AND started_at < (SELECT MIN(started_at) + INTERVAL '60' SECOND
                                       FROM caraway_finished
                                      WHERE name = 'limited.rate')""");
        System.out.printf("Starts at 600 a minute on two workers: %d in the first, at most %d in any%n", first, most);
        assertThat(most).as("starts in the fullest minute").isBetween(400L, 630L);
    }

    @Test
    void aKeyRunsAloneOnBothWorkersTogether() throws Exception {
        database.execute("""
                INSERT INTO caraway_active (name, queue, task_key, arguments)
                SELECT 'limited.alone', 'alone', 'customer-' || number % 20, CAST('["customer-' || number % 20 || '"]' AS json)
                  FROM generate_series(1, 400) AS number""");

        awaitFinished("limited.alone", 400);

        assertThat(database.count("""
                        SELECT COUNT(*)
                          FROM caraway_finished AS task
                          JOIN caraway_finished AS other
                            ON other.name = task.name
                           AND other.task_key = task.task_key
                           AND other.id <> task.id
                           AND other.started_at <= task.started_at
                           AND other.finished_at > task.started_at
                         WHERE task.name = 'limited.alone'"""))
                .as("tasks of one customer that began while another ran")
                .isZero();
        assertThat(database.count("""
                        SELECT MAX((SELECT COUNT(*)
                                      FROM caraway_finished AS other
                                     WHERE other.name = task.name
                                       AND other.started_at <= task.started_at
                                       AND other.finished_at > task.started_at))
                          FROM caraway_finished AS task
                         WHERE task.name = 'limited.alone'""")).as("tasks that ran at the same time").isEqualTo(3);
    }

    @Test
    void aTenantWithManyTasksHoldsUpNoneWithFew() throws Exception {
        database.execute("INSERT INTO caraway_active (name, queue, task_key, arguments)"
                + " SELECT 'limited.tenant', 'tenants', 'large', '[\"large\"]' FROM generate_series(1, 100000)");
        await("the large one is under way").atMost(PATIENCE).until(() -> finished("limited.tenant") > 500);

        database.execute("INSERT INTO caraway_active (name, queue, task_key, arguments)"
                + " SELECT 'limited.tenant', 'tenants', 'small', '[\"small\"]' FROM generate_series(1, 10)");
        await("the small one is served")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE task_key = 'small'") == 10);
        long before = database.count("""
                SELECT MAX((SELECT COUNT(*)
                              FROM caraway_finished AS large
                             WHERE large.task_key = 'large'
                               AND large.worker_id = small.worker_id
                               AND large.started_at > small.run_at
                               AND large.started_at < small.started_at))
                  FROM caraway_finished AS small
                 WHERE small.task_key = 'small'""");
        long slowest = database.count("SELECT CAST(1000 * MAX(extract(epoch FROM started_at - run_at)) AS bigint)"
                + " FROM caraway_finished WHERE task_key = 'small'");
        database.execute("DELETE FROM caraway_active WHERE task_key = 'large' AND state = 'PENDING'");

        System.out.printf(
                "The small tenant's last task began after %d ms, behind %d of the large one at most%n",
                slowest, before);
        assertThat(before)
                .as("tasks of the large tenant that a worker began while one of the small tenant's waited for it")
                .isLessThanOrEqualTo(2 * HELD_BY_A_WORKER);
    }

    @Test
    void bothWorkersTakePart() throws Exception {
        database.execute("INSERT INTO caraway_active (name, queue, task_key, arguments)"
                + " SELECT 'limited.tenant', 'tenants', 'both', '[\"both\"]' FROM generate_series(1, 10000)");
        await("all are over")
                .atMost(PATIENCE)
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE task_key = 'both'") == 10_000);

        assertThat(database.count("SELECT COUNT(DISTINCT worker_id) FROM caraway_finished WHERE task_key = 'both'"))
                .isEqualTo(2);
    }
}
