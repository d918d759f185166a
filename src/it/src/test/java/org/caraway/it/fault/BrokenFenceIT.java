package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.caraway.it.harness.PayaraProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a worker does that has lost its tasks is harmless, and if it were not, the invariants would tell: real servers
 * run real tasks, and the fence between them is taken away by SQL.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenFenceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String ENQUEUE = """
            WITH task AS (
                INSERT INTO caraway_active (name, arguments)
                VALUES ('fault.KIND', '[8000]')
                RETURNING id)
            INSERT INTO fault_accepted (task_id, delay)
            SELECT id, INTERVAL '0' FROM task""";

    /** The first attempt counts as lost, and a second one, which will be quick, may begin. */
    private static final String RESCUE = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, outcome)
            SELECT id, attempt, worker_id, 'LOST' FROM caraway_active;
            UPDATE caraway_active
               SET state = 'PENDING', worker_id = NULL, arguments = '[1]'""";

    /** The task counts as that of the first attempt again, although the second has finished it. */
    private static final String TAKE_THE_FENCE_AWAY = """
            ALTER TABLE caraway_finished DROP CONSTRAINT caraway_finished_pk;
            INSERT INTO caraway_active (id, name, state, attempt, worker_id)
            SELECT task.id, task.name, 'STARTED', lost.attempt, lost.worker_id
              FROM caraway_finished AS task
              JOIN caraway_attempt AS lost ON lost.task_id = task.id""";

    private static final String GIVE_AWAY = """
            UPDATE caraway_active
               SET state = 'PENDING', worker_id = NULL""";

    private static final String START_ANEW = """
            TRUNCATE caraway_active, caraway_finished, caraway_attempt, fault_accepted, fault_effect, fault_run;
            ALTER TABLE caraway_finished DROP CONSTRAINT IF EXISTS caraway_finished_pk;
            ALTER TABLE caraway_finished ADD CONSTRAINT caraway_finished_pk PRIMARY KEY (id)""";

    private Cluster cluster;

    @BeforeAll
    @SuppressWarnings("NullAway.Init") // called before every test
    void start() throws SQLException {
        cluster = Cluster.start("fence", "caraway.worker.queues=default:4\n", List.of(Duration.ZERO, Duration.ZERO));
    }

    @AfterEach
    void startAnew() throws SQLException {
        cluster.execute(START_ANEW);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void aPausedWorkersTransactionIsRolledBackByTheFence() throws Exception {
        PayaraProcess paused = pauseUntilAnotherHasFinished();

        paused.resume();

        until("the paused worker knows", () -> paused.log().contains("was taken for lost"));
        until("it has registered anew", () -> cluster.count("SELECT COUNT(*) FROM caraway_worker") == 2);
        assertThat(check().describe()).isEmpty();
        assertThat(cluster.count("SELECT COUNT(*) FROM fault_effect")).isEqualTo(1);
    }

    /** The worker is not paused: it would notice by its own clock, and not even try. */
    @Test
    void withoutTheFenceTheTransactionOfALostAttemptWouldBeFound() throws Exception {
        cluster.execute(ENQUEUE.replace("KIND", "transactional").replace("8000", "15000"));
        until("it runs", () -> cluster.count("SELECT COUNT(*) FROM fault_run") == 1);
        cluster.execute(RESCUE);
        until("the second attempt is over", () -> cluster.count("SELECT COUNT(*) FROM caraway_finished") == 1);

        cluster.execute(TAKE_THE_FENCE_AWAY);

        until("the late end got through", () -> cluster.count("SELECT COUNT(*) FROM caraway_finished") == 2);
        assertThat(check().broken())
                .contains(
                        Invariant.EFFECTS_EXIST_ONCE,
                        Invariant.EFFECTS_ARE_OF_THE_LAST_ATTEMPT,
                        Invariant.TASKS_FINISH_ONCE,
                        Invariant.LOST_ATTEMPTS_DO_NOT_SUCCEED);
    }

    @Test
    void aTaskGivenAwayWhileItsWorkerRunsItWouldBeFound() throws Exception {
        cluster.execute(ENQUEUE.replace("KIND", "plain"));
        until("it runs", () -> cluster.count("SELECT COUNT(*) FROM fault_run") == 1);

        cluster.execute(GIVE_AWAY);

        until("both have ended", () -> cluster.count("SELECT COUNT(*) FROM fault_run WHERE ended_at IS NOT NULL") == 2);
        until("one end is written", () -> cluster.count("SELECT COUNT(*) FROM caraway_active") == 0);
        assertThat(check().broken()).containsExactly(Invariant.ATTEMPTS_DO_NOT_OVERLAP);
    }

    /** Returns the server that was running the task when it was paused, and still is paused. */
    private PayaraProcess pauseUntilAnotherHasFinished() throws Exception {
        cluster.execute(ENQUEUE.replace("KIND", "transactional"));
        until("it runs", () -> cluster.count("SELECT COUNT(*) FROM fault_run") == 1);
        int running = Math.toIntExact(cluster.count("SELECT CAST(right(node, 1) AS integer) FROM fault_run"));
        PayaraProcess server = cluster.node(running).process();
        server.pause();
        until("another has finished it", () -> cluster.count("SELECT COUNT(*) FROM caraway_finished") == 1);
        return server;
    }

    private Invariants check() throws SQLException {
        try (Connection connection = cluster.connect()) {
            return Invariants.check(connection);
        }
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
    }
}
