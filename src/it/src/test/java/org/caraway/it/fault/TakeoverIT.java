package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Measures how long it takes until the tasks of a stopped server have run on another. Prints the figures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverIT {

    /** So few that it claims all ahead even after some attempts that a busy machine held up. */
    private static final int HELD = 100;

    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration MARGIN = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** So that it claims far ahead: how far depends on how long its last attempts took. */
    private static final String WARM_UP = """
            INSERT INTO caraway_active (name, arguments)
            SELECT 'fault.idle', '[]' FROM generate_series(1, 3000)""";

    private static final String HOLD = """
            INSERT INTO caraway_active (name, arguments)
            SELECT 'fault.held', '["takeover-node-0"]' FROM generate_series(1, %d)""".formatted(HELD);

    private static final String CLAIMED =
            "SELECT COUNT(*) FROM caraway_active WHERE name = 'fault.held' AND state = 'STARTED'";

    private static final String DONE =
            "SELECT COUNT(*) FROM caraway_finished WHERE name = 'fault.held' AND state = 'SUCCESS'";

    private static final String LOST =
            "SELECT COUNT(*) FROM caraway_finished WHERE name = 'fault.held' AND deliveries > 0";

    /** Others may have met missing classes, which a server that ends takes away while its last tasks run. */
    private static final String LOST_WITH_THEIR_LEASE = """
            SELECT COUNT(DISTINCT task_id)
              FROM caraway_attempt
             WHERE outcome = 'LOST' AND error_message LIKE 'The worker was lost%'""";

    private static final String STANDING = """
            SELECT string_agg(described, E'\\n')
              FROM (SELECT count(*) || ' ' || state || ' of attempt ' || attempt || ', held by '
                           || coalesce(worker_id::text, 'none') || coalesce(', ' || error_message, '') AS described
                      FROM caraway_task
                     WHERE name = 'fault.held'
                     GROUP BY state, attempt, worker_id, error_message) AS kinds""";

    private static final String ALIVE = "SELECT COUNT(*) FROM caraway_worker WHERE lease_until > CURRENT_TIMESTAMP";

    private static final int MEMBERS = Integer.getInteger("chord.members", 2_000);

    /** How often the time is measured and compared with that of plain tasks; not at all if 0. */
    private static final int ROUNDS = Integer.getInteger("chord.rounds", 0);

    private static final String LIVE = "SELECT COUNT(*) FROM caraway_active";

    private static final String CHORD_RESULT = """
            SELECT CAST(CAST(result AS text) AS bigint)
              FROM caraway_finished
             WHERE name = 'fault.sum' AND state = 'SUCCESS'""";

    private Cluster cluster;

    @BeforeAll
    @SuppressWarnings("NullAway.Init") // called before every test
    void start() throws SQLException {
        String configuration = "caraway.worker.queues=default:8\ncaraway.shutdown-grace=" + GRACE + "\n";
        cluster = Cluster.start("takeover", configuration, List.of(Duration.ZERO, Duration.ZERO));
    }

    @AfterEach
    void startAnew() throws SQLException {
        cluster.node(0).start();
        cluster.execute("TRUNCATE caraway_active, caraway_finished, caraway_attempt, caraway_group, caraway_workflow,"
                + " fault_run, fault_effect");
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void theTasksOfAKilledServerRunElsewhereWithinItsLeaseAndAMargin() throws Exception {
        letTheFirstServerHoldAll();

        cluster.node(0).kill();

        Duration taken = untilAllHaveRun();
        System.out.println("takeover: " + HELD + " tasks of a killed server had run after " + taken);
        assertThat(taken).isLessThan(LEASE.plus(MARGIN));
        assertThat(cluster.count(LOST)).isEqualTo(HELD);
    }

    @Test
    void theTasksOfAStoppedServerRunElsewhereWithinItsGraceAndAMargin() throws Exception {
        letTheFirstServerHoldAll();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stopFirst);

        Duration taken = untilAllHaveRun();
        stop.join();
        System.out.println("takeover: " + HELD + " tasks of a stopped server had run " + taken.minus(GRACE)
                + " after the end of its grace of " + GRACE);
        assertThat(taken).isLessThan(GRACE.plus(MARGIN));
        assertThat(cluster.count(LOST_WITH_THEIR_LEASE))
                .as("tasks that waited for the end of a lease")
                .isZero();
    }

    /** Its time beside that of as many plain tasks is printed with {@code -Dchord.members=10000 -Dchord.rounds=3}. */
    @Test
    void aChordHasAllResultsAlthoughAWorkerIsKilledInItsMiddle() throws Exception {
        List<Duration> chords = new ArrayList<>();
        List<Duration> drains = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            drains.add(timedWithKill(
                    () -> cluster.node(1).enqueue("fault.number", MEMBERS, 1, Duration.ZERO, Node.REQUEST_CAP)));
            startAnew();
            chords.add(chord());
            startAnew();
        }
        chord();
        if (ROUNDS > 0) {
            System.out.println("takeover: " + MEMBERS + " tasks, one of two workers killed in the middle: as a chord "
                    + chords + ", as plain tasks " + drains);
        }
    }

    private Duration chord() throws Exception {
        Duration taken = timedWithKill(() -> cluster.node(1).enqueueChord(MEMBERS));
        assertThat(cluster.count(CHORD_RESULT)).as("the sum").isEqualTo(MEMBERS * (MEMBERS + 1L) / 2);
        return taken;
    }

    private Duration timedWithKill(Callable<?> enqueueing) throws Exception {
        until("both are there", () -> cluster.count(ALIVE) == 2);
        long begin = System.nanoTime();
        enqueueing.call();
        await("the middle").atMost(PATIENCE).pollInterval(POLL).until(() -> cluster.count(LIVE) <= MEMBERS / 2);
        cluster.node(0).kill();
        await("the end").atMost(PATIENCE).pollInterval(POLL).until(() -> cluster.count(LIVE) == 0);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void stopFirst() {
        try {
            cluster.node(0).stop();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    /** The other server sleeps meanwhile, and has come back when this returns. */
    private void letTheFirstServerHoldAll() throws Exception {
        cluster.node(1).process().pause();
        until("the first is alone", () -> cluster.count(ALIVE) == 1);
        cluster.execute(WARM_UP);
        until("it is warm", () -> cluster.count("SELECT COUNT(*) FROM caraway_active") == 0);
        cluster.execute(HOLD);
        until("it holds all", () -> cluster.count(CLAIMED) == HELD);
        cluster.node(1).process().resume();
        until("both are there", () -> cluster.count(ALIVE) == 2);
    }

    private Duration untilAllHaveRun() throws SQLException {
        long begin = System.nanoTime();
        try {
            until("all have run", () -> cluster.count(DONE) == HELD);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("Not all have run: " + cluster.text(STANDING), late);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
    }
}
