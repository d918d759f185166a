package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.caraway.TaskCall;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Timing;
import org.caraway.internal.engine.Eventually;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Firing schedules from the table, on several nodes. */
@EachDatabase
class ScheduleFirerTest {

    private static final TaskCall<?> CALL = TaskCall.of(StoreUnderTest.NAME, List.of(7));

    private final ScheduleNodes nodes;
    private final ScheduleFirer node;
    private final MigratedDatabase database;

    ScheduleFirerTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        nodes = new ScheduleNodes(database);
        node = nodes.node();
    }

    @Test
    void aDueScheduleEnqueuesItsTaskWithItsInstant() throws SQLException {
        ScheduleInfo created = nodes.schedules.create(
                "reports", CALL.queue("default").priority(7).label("kind", "nightly"), ScheduleNodes.HOURLY);
        nodes.makeDue("reports");
        Instant due = nodes.info("reports").nextAt();

        node.fireDue();

        List<ClaimedTask> run = nodes.tasks.claim(10);
        assertThat(run).hasSize(1);
        assertThat(run.get(0).arguments()).isEqualTo("[7]");
        assertThat(run.get(0).particulars().priority()).isEqualTo(7);
        assertThat(run.get(0).particulars().options()).containsEntry("scheduled-for", String.valueOf(due));
        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_task WHERE schedule_id = '" + created.id() + "'"))
                .isEqualTo(1);
        assertThat(nodes.info("reports").runs()).isEqualTo(1);
        assertThat(nodes.info("reports").nextAt()).isAfter(due);
        ScheduleFire fire = nodes.schedules.history("reports", null, 10).get(0);
        assertThat(fire.at()).isEqualTo(due);
        assertThat(fire.taskId()).isEqualTo(run.get(0).id());
        assertThat(fire.outcome()).isEqualTo(FireOutcome.FIRED);
    }

    @Test
    void ofManyNodesEachFireIsThatOfOne() throws Exception {
        for (int i = 0; i < 50; i++) {
            nodes.schedules.create("s" + i, CALL, ScheduleNodes.HOURLY);
            nodes.makeDue("s" + i);
        }

        atOnce(4, () -> nodes.node().fireDue());

        assertThat(nodes.live()).isEqualTo(50);
        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_schedule_fire WHERE outcome = 'FIRED'"))
                .isEqualTo(50);
    }

    @Test
    void aScheduleThatAnOperatorHasLockedHoldsUpNoOther() throws Exception {
        nodes.schedules.create("held", CALL, ScheduleNodes.HOURLY);
        nodes.schedules.create("free", CALL, ScheduleNodes.HOURLY);
        nodes.makeDue("held");
        nodes.makeDue("free");

        try (Connection operator = database.dataSource().getConnection();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("SELECT id FROM caraway_schedule WHERE name = 'held' FOR UPDATE");
            node.fireDue();
            operator.rollback();
        }
        assertThat(nodes.info("free").runs()).isEqualTo(1);
        assertThat(nodes.info("held").runs()).isZero();

        node.fireDue();
        assertThat(nodes.info("held").runs()).isEqualTo(1);
    }

    private static void atOnce(int threads, Runnable work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(work));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void ofThreeRunningNodesOneStopsAndEachSecondIsStillFiredOnce() throws Exception {
        ScheduleSettings seconds =
                ScheduleSettings.of(Timing.every(Duration.ofSeconds(1))).misfire(Misfire.ALL, null);
        ExecutorService executor = Executors.newCachedThreadPool();
        List<ScheduleFirer> three = List.of(nodes.node(), nodes.node(), nodes.node());
        try {
            three.forEach(one -> one.start(executor));
            for (int i = 0; i < 20; i++) {
                nodes.schedules.create("second" + i, CALL, seconds);
            }
            Eventually.reached("two fires", () -> fires("second19").size() >= 2);
            three.get(0).stop();
            Eventually.reached("five fires", () -> fires("second0").size() >= 5);
        } finally {
            three.forEach(ScheduleFirer::stop);
            executor.shutdownNow();
        }

        for (int i = 0; i < 20; i++) {
            List<Instant> fires = fires("second" + i);
            assertThat(Duration.between(fires.get(0), fires.get(fires.size() - 1)))
                    .isEqualTo(Duration.ofSeconds(fires.size() - 1));
        }
        assertThat(nodes.live())
                .isEqualTo(nodes.tasks.count("SELECT COUNT(*) FROM caraway_schedule_fire WHERE outcome = 'FIRED'"));
    }

    private List<Instant> fires(String name) {
        return nodes.schedules.history(name, null, 1_000).stream()
                .map(ScheduleFire::at)
                .sorted()
                .toList();
    }

    @Test
    void aRowOfASqlClientIsCheckedAndFires() throws SQLException {
        nodes.tasks.execute(
                "INSERT INTO caraway_schedule (name, task, expression) VALUES ('sql', 'Mail.send', '0 3 * * *')");
        nodes.tasks.execute(
                "INSERT INTO caraway_schedule (name, task, expression) VALUES ('bad', 'Mail.send', '0 3 31 2 *')");
        nodes.tasks.execute("INSERT INTO caraway_schedule (name, task, expression, zone)"
                + " VALUES ('lost', 'Mail.send', '0 3 * * *', 'Europe/Pari')");

        node.fireDue();

        assertThat(nodes.info("sql").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(nodes.info("sql").nextAt()).isAfter(nodes.now());
        assertThat(nodes.info("bad").state()).isEqualTo(ScheduleState.INVALID);
        assertThat(nodes.info("bad").reason()).contains("never fires");
        assertThat(nodes.info("lost").reason()).contains("did you mean 'Europe/Paris'?");
        assertThat(nodes.live()).isZero();
    }

    @Test
    void aSecondRunIsSkippedWhileTheFirstHasNotFinished() throws SQLException {
        nodes.schedules.create("skip", CALL, ScheduleNodes.HOURLY.overlap(Overlap.SKIP));
        fireAgain("skip");
        fireAgain("skip");

        assertThat(nodes.live()).isEqualTo(1);
        assertThat(nodes.schedules.history("skip", null, 10))
                .extracting(ScheduleFire::outcome)
                .containsExactly(FireOutcome.SKIPPED, FireOutcome.FIRED);
    }

    /** A second later than the last fire. */
    private void fireAgain(String name) throws SQLException {
        nodes.tasks.execute(
                "UPDATE caraway_schedule SET version = version + 1, next_at = COALESCE(last_at, CURRENT_TIMESTAMP -"
                        + " INTERVAL '1' MINUTE) + INTERVAL '1' SECOND WHERE name = '" + name + "'");
        node.fireDue();
    }

    @Test
    void aQueuedRunBeginsWhenTheFirstHasFinished() throws SQLException {
        nodes.schedules.create("queue", CALL, ScheduleNodes.HOURLY.overlap(Overlap.QUEUE_ONE));
        fireAgain("queue");
        ClaimedTask first = nodes.tasks.claim(1).get(0);
        fireAgain("queue");
        fireAgain("queue");
        assertThat(nodes.live()).isEqualTo(1);
        assertThat(nodes.schedules.history("queue", null, 10))
                .extracting(ScheduleFire::outcome)
                .containsExactly(FireOutcome.SKIPPED, FireOutcome.QUEUED, FireOutcome.FIRED);

        nodes.tasks.complete(first, new Transition.Succeed(null));
        node.fireDue();

        assertThat(nodes.schedules.history("queue", null, 10))
                .extracting(ScheduleFire::outcome)
                .containsExactly(FireOutcome.SKIPPED, FireOutcome.FIRED, FireOutcome.FIRED);
        assertThat(nodes.tasks.claim(1)).hasSize(1);
    }

    @Test
    void aRunIsRevokedForTheNextOne() throws SQLException {
        nodes.schedules.create("revoke", CALL, ScheduleNodes.HOURLY.overlap(Overlap.REVOKE_RUNNING));
        fireAgain("revoke");
        ClaimedTask first = nodes.tasks.claim(1).get(0);
        fireAgain("revoke");

        assertThat(nodes.tasks.count("SELECT COUNT(*) FROM caraway_active WHERE revoke_mode = 'INTERRUPT' AND id = '"
                        + first.id() + "' AND revoked_by = 'schedule revoke'"))
                .isEqualTo(1);
        assertThat(nodes.tasks.claim(5)).hasSize(1);
    }

    @Test
    void failuresInARowPauseAndAResumeForgivesThem() throws SQLException {
        nodes.schedules.create("failing", CALL, ScheduleNodes.HOURLY.pauseAfterFailures(2));
        for (int i = 0; i < 2; i++) {
            fireAgain("failing");
            nodes.tasks.complete(nodes.tasks.claim(1).get(0), new Transition.Fail(StoreUnderTest.ERROR));
        }
        fireAgain("failing");
        assertThat(nodes.info("failing").state()).isEqualTo(ScheduleState.PAUSED);
        assertThat(nodes.info("failing").reason()).isEqualTo("2 runs in a row have failed");
        assertThat(nodes.live()).isZero();

        nodes.schedules.by("olga").resume("failing");
        nodes.makeDue("failing");
        node.fireDue();

        assertThat(nodes.info("failing").state()).isEqualTo(ScheduleState.ACTIVE);
        assertThat(nodes.live()).isEqualTo(1);
    }

    @Test
    void whatCannotBeMadeIsRefusedAndOthersFire() throws SQLException {
        nodes.schedules.create("good", CALL, ScheduleNodes.HOURLY);
        nodes.schedules.create("worse", CALL, ScheduleNodes.HOURLY);
        nodes.tasks.execute("UPDATE caraway_schedule SET options = '{\"priority\": \"12\"}' WHERE name = 'worse'");
        nodes.makeDue("good");
        nodes.makeDue("worse");

        node.fireDue();

        assertThat(nodes.live()).isEqualTo(1);
        ScheduleFire refused = nodes.schedules.history("worse", null, 1).get(0);
        assertThat(refused.outcome()).isEqualTo(FireOutcome.REFUSED);
        assertThat(refused.reason()).contains("'priority'");
        assertThat(nodes.info("worse").state()).isEqualTo(ScheduleState.ACTIVE);
    }

    @Test
    void theWaitEndsWhenTheNextScheduleIsDue() throws SQLException {
        assertThat(node.fireDue()).isEqualTo(Duration.ofSeconds(1));

        nodes.schedules.create("soon", CALL, ScheduleNodes.HOURLY);
        nodes.tasks.execute("UPDATE caraway_schedule SET next_at = CURRENT_TIMESTAMP + 0.4 * INTERVAL '1' SECOND");

        assertThat(node.fireDue()).isBetween(Duration.ZERO, Duration.ofMillis(400));
    }
}
