package org.caraway.internal.store.retain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.LESS_THAN_A_DAY;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.recover.RescueResult;
import org.caraway.internal.store.workflow.WorkflowLimits;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How long finished tasks are kept, and deleting them. */
@EachDatabase
class PruningTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, Duration> KEPT_60_DAYS = Map.of(StoreUnderTest.NAME, Duration.ofDays(60));

    private final StoreUnderTest bench;

    PruningTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Nested
    class WithoutAWorker {

        private UUID kept3Days() {
            return insert(NewTask.of(StoreUnderTest.id(), StoreUnderTest.NAME).options(Map.of("retain-for", "P3D")));
        }

        @Test
        void revokedWaitingTasksAreKeptForTheRetentionOfTheirCallOrDefinition() throws SQLException {
            UUID byCall = kept3Days();
            UUID byDefinition = bench.insert(1).get(0);
            UUID other = insert(NewTask.of(StoreUnderTest.id(), "Other.task"));
            Store admin = JdbcStore.open(
                    bench.database(), StoreUnderTest.PATIENCE, null, KEPT_60_DAYS, WorkflowLimits.DEFAULT);

            List.of(byCall, byDefinition, other).forEach(id -> admin.revocations()
                    .revoke(id, RevokeMode.COOPERATIVE, new AuditNote("alice", "revoke", "a task", null)));

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'REVOKED'"))
                    .isEqualTo(3);
            assertThat(kept(3)).isEqualTo(1);
            assertThat(kept(60)).isEqualTo(1);
            assertThat(bench.view(other).retainUntil()).isNull();
        }

        @Test
        void revokedTasksThatAreReleasedAreKeptSo() throws SQLException {
            kept3Days();
            bench.insert(1);
            List<ClaimedTask> held = bench.claim(2);
            bench.execute("UPDATE caraway_active SET revoke_mode = 'COOPERATIVE'");

            assertThat(storeThatKeeps60Days().releases().release(held).tasks()).hasSize(2);

            assertThat(kept(3)).isEqualTo(1);
            assertThat(kept(60)).isEqualTo(1);
        }

        @Test
        void tasksThatFailBecauseTheirWorkerWasLostTooOftenAreKeptSo() throws SQLException {
            kept3Days();
            bench.insert(1);
            bench.claim(2);
            bench.expireLease(StoreUnderTest.WORKER);
            bench.register(StoreUnderTest.RESCUER);

            RescueResult rescue = storeThatKeeps60Days()
                    .rescues()
                    .rescue(StoreUnderTest.RESCUER, sinceRenewal -> true, Map.of(StoreUnderTest.NAME, 1));

            assertThat(rescue.failed()).hasSize(2);
            assertThat(kept(3)).isEqualTo(1);
            assertThat(kept(60)).isEqualTo(1);
        }

        @Test
        void expiredTasksOfALostWorkerAreKeptSo() throws SQLException {
            String queue = CallOptions.queueOfWorker(StoreUnderTest.WORKER);
            insert(NewTask.of(StoreUnderTest.id(), StoreUnderTest.NAME)
                    .queue(queue)
                    .options(Map.of("retain-for", "P3D")));
            insert(NewTask.of(StoreUnderTest.id(), StoreUnderTest.NAME).queue(queue));

            assertThat(storeThatKeeps60Days()
                            .releases()
                            .releaseAll(StoreUnderTest.WORKER)
                            .expired())
                    .hasSize(2);

            assertThat(kept(3)).isEqualTo(1);
            assertThat(kept(60)).isEqualTo(1);
        }
    }

    @Nested
    class WithAWorker {

        @Test
        void theCompletionSetsHowLongATaskIsKept() throws SQLException {
            end(Duration.ofDays(400));
            end(null);

            assertThat(kept(400)).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE retain_until IS NULL"))
                    .isEqualTo(1);
        }

        @Test
        void aTaskWithALongerRetentionSurvivesTheOthers() throws SQLException {
            UUID longer = end(Duration.ofDays(10));
            end(null);
            age("5");

            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 10)).isEqualTo(1);
            assertThat(bench.view(longer).state()).isEqualTo(TaskState.FAILURE);

            age("6");
            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 10)).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt")).isZero();
        }

        @Test
        void aTaskWithAShorterRetentionIsDeletedBeforeTheOthers() throws SQLException {
            UUID other = end(null);
            end(HOUR);
            age("1");

            assertThat(bench.store().retention().prune(Duration.ofDays(7), 10)).isEqualTo(1);
            assertThat(bench.view(other).id()).isEqualTo(other);
        }

        private void age(String days) throws SQLException {
            bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '" + days
                    + "' DAY, retain_until = retain_until - INTERVAL '" + days + "' DAY");
        }

        private UUID end(@Nullable Duration retainFor) {
            ClaimedTask task = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Fail(ERROR), null, retainFor)))
                    .lost();
            return task.id();
        }
    }

    @Nested
    class Forgetting {

        @Test
        void aFinishedTaskIsDeletedWithItsAttemptsAndLines() throws SQLException {
            ClaimedTask task = bench.started();
            bench.store().reports().log(List.of(new LogLine(task, Instant.EPOCH, "line")));
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Fail(ERROR), null)))
                    .lost();

            assertThat(bench.store().retention().forget(task.id())).isTrue();

            assertThat(bench.store().reads().find(task.id())).isEmpty();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_log")).isZero();
            assertThat(bench.store().retention().forget(task.id())).isFalse();
        }

        @Test
        void aLiveTaskStays() {
            ClaimedTask task = bench.started();

            assertThat(bench.store().retention().forget(task.id())).isFalse();
            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.STARTED);
        }
    }

    @Nested
    class Pruning {

        @Test
        void oldTasksAreDeletedWithTheirAttemptsAndLinesABoundedNumberAtATime() throws SQLException {
            for (int i = 0; i < 3; i++) {
                ClaimedTask task = bench.started();
                bench.store().reports().log(List.of(new LogLine(task, Instant.EPOCH, "line")));
                bench.store()
                        .completions()
                        .complete(List.of(new AttemptCompletion(task, new Transition.Fail(ERROR), null)))
                        .lost();
            }
            bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '2' DAY");
            ClaimedTask young = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(young, new Transition.Succeed(null), null)))
                    .lost();

            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 2)).isEqualTo(2);
            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 2)).isEqualTo(1);
            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 2)).isZero();

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished")).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_log")).isZero();
        }
    }

    private UUID insert(NewTask.Builder task) {
        return bench.store().inserts().insert(List.of(task.build())).get(0).id();
    }

    /** How many finished tasks are kept for this many days from now on. */
    private long kept(int days) throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_finished WHERE retain_until > CURRENT_TIMESTAMP + INTERVAL '"
                + (days - 1) + "' DAY AND retain_until <= CURRENT_TIMESTAMP + INTERVAL '" + days + "' DAY");
    }

    private Store storeThatKeeps60Days() {
        return JdbcStore.open(bench.database(), StoreUnderTest.PATIENCE, null, KEPT_60_DAYS, WorkflowLimits.DEFAULT);
    }
}
