package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.UniqueKey;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.recover.RescueResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every database must do for tasks that are not good or kept for ever; a part of {@link TaskStoreConformance}. */
abstract class KeepingConformance extends ChosenIdConformance {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, Duration> KEPT_60_DAYS = Map.of(StoreUnderTest.NAME, Duration.ofDays(60));

    private NewTask.Builder expiring() {
        return NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME).timing(new CallTiming(null, null, HOUR, null));
    }

    private UUID insert(NewTask.Builder task) {
        return bench.store().inserts().insert(List.of(task.build())).get(0).id();
    }

    private void expireAll() throws SQLException {
        bench.execute("UPDATE caraway_active SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND"
                + " WHERE expires_at IS NOT NULL");
    }

    @Nested
    class Expiring {

        @Test
        void whatHasExpiredIsNotClaimedButEnded() throws SQLException {
            UUID id = insert(expiring().labels(Map.of("a", "b")).createdBy("alice"));
            expireAll();

            assertThat(bench.claim(1)).isEmpty();
            List<FinishedTask> expired = bench.store().expiries().expire(10);

            assertThat(expired)
                    .containsExactly(new FinishedTask(
                            id, StoreUnderTest.NAME, StoreUnderTest.QUEUE, 0, 0, null, null, "alice", null, null));
            assertThat(bench.view(id).state()).isEqualTo(TaskState.EXPIRED);
            assertThat(bench.view(id).finishedAt()).isNotNull();
            assertThat(bench.view(id).labels()).isEqualTo(Map.of("a", "b"));
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        }

        @Test
        void whatHasNotExpiredOrNeverDoesStays() {
            insert(expiring());
            bench.insert(1);

            assertThat(bench.store().expiries().expire(10)).isEmpty();
            assertThat(bench.claim(10)).hasSize(2);
        }

        @Test
        void anIdThatIsUsedAlreadyKeepsNoOtherFromExpiring() throws SQLException {
            UUID twice = insert(expiring());
            UUID other = insert(expiring());
            bench.finishTwin(twice);
            expireAll();

            assertThat(bench.store().expiries().expire(10))
                    .extracting(FinishedTask::id)
                    .containsExactly(other);
        }

        @Test
        void whatRunsGoesOn() throws SQLException {
            UUID id = insert(expiring());
            ClaimedTask running = bench.claim(1).get(0);
            expireAll();

            assertThat(bench.store().expiries().expire(10)).isEmpty();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(running, new Transition.Succeed("1"), null)));

            assertThat(bench.view(id).state()).isEqualTo(TaskState.SUCCESS);
        }

        @Test
        void aRetryThatWouldBeginLaterExpires() throws SQLException {
            UUID id = insert(expiring());
            ClaimedTask running = bench.claim(1).get(0);
            bench.store()
                    .completions()
                    .complete(List.of(
                            new AttemptCompletion(running, new Transition.Retry(HOUR.multipliedBy(2), ERROR), null)));
            expireAll();

            assertThat(bench.store().expiries().expire(10))
                    .extracting(FinishedTask::attempt)
                    .containsExactly(1);
            assertThat(bench.view(id).state()).isEqualTo(TaskState.EXPIRED);
            assertThat(bench.view(id).error()).isEqualTo(ERROR);
        }

        @Test
        void aBoundedNumberIsEndedAtATime() throws SQLException {
            for (int number = 0; number < 3; number++) {
                insert(expiring());
            }
            expireAll();

            assertThat(bench.store().expiries().expire(2)).hasSize(2);
            assertThat(bench.store().expiries().expire(2)).hasSize(1);
            assertThat(bench.store().expiries().expire(2)).isEmpty();
        }

        @Test
        void itsUniqueKeyIsFree() throws SQLException {
            UUID first = insert(expiring().unique(UniqueKey.of("key")));
            expireAll();
            bench.store().expiries().expire(10);

            assertThat(insert(expiring().unique(UniqueKey.of("key")))).isNotEqualTo(first);
        }

        @Test
        void itIsKeptAsItsCallSaysOrItsDefinition() throws SQLException {
            insert(expiring());
            insert(expiring().options(Map.of("retain-for", "P3D")));
            insert(expiring().options(Map.of("retain-for", "a while")));
            expireAll();

            storeThatKeeps60Days().expiries().expire(10);

            assertThat(kept(60)).isEqualTo(2);
            assertThat(kept(3)).isEqualTo(1);
        }

        @Test
        void theClaimTellsHowLongATaskMayStillBegin() {
            insert(expiring());

            ClaimedTask task = bench.claim(1).get(0);

            assertThat(task.expired()).isFalse();
            assertThat(task.particulars().left()).isNotNull();
            assertThat(task.particulars().left().span()).isBetween(Duration.ofMinutes(50), HOUR);
        }

        @Test
        void anAttemptThatHasNotBegunInTimeEndsTheTask() {
            UUID id = insert(expiring());

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(bench.claim(1).get(0), new Transition.Expire(), null)));

            assertThat(bench.view(id).state()).isEqualTo(TaskState.EXPIRED);
            assertThat(bench.view(id).error()).isNull();
        }
    }

    /** How many finished tasks are kept for this many days from now on. */
    private long kept(int days) throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_finished WHERE keep_until > CURRENT_TIMESTAMP + INTERVAL '"
                + (days - 1) + "' DAY AND keep_until <= CURRENT_TIMESTAMP + INTERVAL '" + days + "' DAY");
    }

    private Store storeThatKeeps60Days() {
        return JdbcStore.open(database(), StoreUnderTest.PATIENCE, null, KEPT_60_DAYS);
    }

    @Nested
    class RetainingWhatEndsWithoutItsWorker {

        private UUID kept3Days() {
            return insert(NewTask.of(StoreUnderTest.id(), StoreUnderTest.NAME).options(Map.of("retain-for", "P3D")));
        }

        @Test
        void revokedTasksThatWaitAreKeptAsTheirCallSaysOrTheirDefinition() throws SQLException {
            UUID byCall = kept3Days();
            UUID byDefinition = bench.insert(1).get(0);
            UUID other = insert(NewTask.of(StoreUnderTest.id(), "Other.task"));
            Store admin = JdbcStore.open(database(), StoreUnderTest.PATIENCE, null, KEPT_60_DAYS);

            List.of(byCall, byDefinition, other).forEach(id -> admin.revocations()
                    .revoke(id, RevokeMode.ASK, new AuditNote("alice", "revoke", "a task", null)));

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'REVOKED'"))
                    .isEqualTo(3);
            assertThat(kept(3)).isEqualTo(1);
            assertThat(kept(60)).isEqualTo(1);
            assertThat(bench.view(other).keepUntil()).isNull();
        }

        @Test
        void revokedTasksThatAreGivenBackAreKeptSo() throws SQLException {
            kept3Days();
            bench.insert(1);
            List<ClaimedTask> held = bench.claim(2);
            bench.execute("UPDATE caraway_active SET revoke_mode = 'ASK'");

            assertThat(storeThatKeeps60Days().releases().release(held)).hasSize(2);

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
                    .rescue(StoreUnderTest.RESCUER, () -> true, Map.of(StoreUnderTest.NAME, 1));

            assertThat(rescue.failed()).hasSize(2);
            assertThat(kept(3)).isEqualTo(1);
            assertThat(kept(60)).isEqualTo(1);
        }

        @Test
        void tasksOfAWorkerThatIsGoneAreKeptSo() throws SQLException {
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
    class Retaining {

        @Test
        void theEndSetsHowLongATaskIsKept() throws SQLException {
            end(Duration.ofDays(400));
            end(null);

            assertThat(kept(400)).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE keep_until IS NULL"))
                    .isEqualTo(1);
        }

        @Test
        void whatIsKeptForLongerSurvivesTheOthers() throws SQLException {
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
        void whatIsKeptForAShorterTimeGoesBeforeTheOthers() throws SQLException {
            UUID other = end(null);
            end(HOUR);
            age("1");

            assertThat(bench.store().retention().prune(Duration.ofDays(7), 10)).isEqualTo(1);
            assertThat(bench.view(other).id()).isEqualTo(other);
        }

        private void age(String days) throws SQLException {
            bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '" + days
                    + "' DAY, keep_until = keep_until - INTERVAL '" + days + "' DAY");
        }

        private UUID end(@Nullable Duration retainFor) {
            ClaimedTask task = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Fail(ERROR), null, retainFor)));
            return task.id();
        }
    }

    @Nested
    class Counting {

        @Test
        void whatWaitsIsCountedNoFurtherThanAsked() throws SQLException {
            bench.insert(5);
            bench.claim(2);
            insert(NewTask.of(UUID.randomUUID(), "Other.task").delay(HOUR));
            insert(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME).queue("other"));

            assertThat(bench.store().lengths().waiting(StoreUnderTest.QUEUE, 10))
                    .isEqualTo(4);
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
    }

    @Nested
    class Forgetting {

        @Test
        void aFinishedTaskGoesWithItsAttemptsAndLines() throws SQLException {
            ClaimedTask task = bench.started();
            bench.store().reports().log(List.of(new LogLine(task, Instant.EPOCH, "line")));
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Fail(ERROR), null)));

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
}
