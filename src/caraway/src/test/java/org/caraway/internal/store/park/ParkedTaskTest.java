package org.caraway.internal.store.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.SignalOutcome;
import org.caraway.TaskFinishedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.UniqueKey;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tasks that wait for a signal or a time. */
@EachDatabase
class ParkedTaskTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String APPROVED = "approved";

    private final StoreUnderTest bench;
    private final ParkedTasks parked;

    ParkedTaskTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
        parked = bench.store().parked();
    }

    @Nested
    class AParkedTask {

        @Test
        void waitsOutsideOfTheIndexOfDueTasksAndHasUsedUpNothing() throws SQLException {
            ClaimedTask task = bench.started();

            assertThat(park(task, HOUR)).isEmpty();

            TaskView view = bench.view(task.id());
            assertThat(view.state()).isEqualTo(TaskState.WAITING);
            assertThat(view.runAt()).isNull();
            assertThat(view.awaits()).isEqualTo("signal:approved");
            assertThat(view.wakeAt()).isAfter(view.createdAt());
            assertThat(view.workerId()).isNull();
            assertThat(view.retries()).isZero();
            assertThat(view.deliveries()).isZero();
            assertThat(bench.claim(1)).isEmpty();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE awaits = 'signal:approved'"
                            + " AND wake_at > CURRENT_TIMESTAMP AND limited IS NULL"))
                    .isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'POSTPONED'"))
                    .isEqualTo(1);
        }

        @Test
        void isNotParkedByAnAttemptWithoutItsLease() throws SQLException {
            ClaimedTask first = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);
            bench.rescue(Map.of());

            assertThat(park(first, HOUR)).containsExactly(first.id());

            assertThat(bench.view(first.id()).state()).isNotEqualTo(TaskState.WAITING);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_wait")).isZero();
        }

        @Test
        void isRevokedAtOnce() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, HOUR);

            assertThat(bench.store()
                            .revocations()
                            .revoke(task.id(), RevokeMode.COOPERATIVE, new AuditNote("ops", "revoke", "x", null))
                            .outcome())
                    .isEqualTo(RevokeOutcome.REVOKED);

            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.REVOKED);
            assertThatThrownBy(() -> send(task.id(), "1"))
                    .isInstanceOf(TaskFinishedException.class)
                    .hasMessageContaining("has finished as REVOKED");
        }

        @Test
        void isRevokedInPlaceOfBeingParked() throws SQLException {
            ClaimedTask task = bench.started();
            bench.store()
                    .revocations()
                    .revoke(task.id(), RevokeMode.COOPERATIVE, new AuditNote("ops", "revoke", "x", null));

            park(task, HOUR);

            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.REVOKED);
        }

        @Test
        void expiresAsAnyOther() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, HOUR);
            bench.execute("UPDATE caraway_active SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

            bench.store().expiries().expire(10);

            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.EXPIRED);
        }

        @Test
        void keepsItsUniqueKey() {
            UUID id = UUID.randomUUID();
            bench.store()
                    .inserts()
                    .insert(List.of(NewTask.of(id, StoreUnderTest.NAME)
                            .unique(UniqueKey.of("order 1"))
                            .build()));
            park(bench.claim(1).get(0), HOUR);

            assertThat(parked.holderOf("order 1")).contains(id);
            assertThat(parked.holderOf("order 2")).isEmpty();
        }

        @Test
        void losesItsSignalsWithItsRow() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, HOUR);
            send(task.id(), "1");
            finish(bench.claim(1).get(0));

            assertThat(bench.store().retention().forget(task.id())).isTrue();

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_signal")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_wait")).isZero();
        }
    }

    @Nested
    class ASignal {

        @Test
        void makesTheTaskThatWaitsForItDue() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, HOUR);

            SentSignal sent = parked.send(task.id(), APPROVED, "{\"by\":\"Ann\"}", "ann");

            assertThat(sent.outcome()).isEqualTo(SignalOutcome.ACCEPTED);
            assertThat(sent.woken()).isNotNull();
            assertThat(bench.claim(1)).singleElement().satisfies(again -> {
                assertThat(again.id()).isEqualTo(task.id());
                assertThat(again.attempt()).isEqualTo(2);
                assertThat(again.retries()).isZero();
                assertThat(again.deliveries()).isZero();
            });
            assertThat(bench.view(task.id()).awaits()).isNull();
            assertThat(payload(task.id())).isEqualTo("{\"by\":\"Ann\"}");
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_signal WHERE sent_by = 'ann' AND noticed"))
                    .isEqualTo(1);
            assertThat(bench.count(
                            "SELECT COUNT(*) FROM caraway_active WHERE awaits IS NOT NULL OR wake_at IS NOT NULL"))
                    .isZero();
        }

        @Test
        void thatComesBeforeTheWaitIsKept() {
            ClaimedTask task = bench.started();

            assertThat(send(task.id(), "1")).isEqualTo(SignalOutcome.ACCEPTED);

            assertThat(payload(task.id())).isEqualTo("1");
        }

        @Test
        void thatTheAttemptHasNotSeenWakesTheTaskWithItsParking() {
            ClaimedTask task = bench.started();
            send(task.id(), "1");

            park(task, HOUR);

            assertThat(bench.claim(1)).extracting(ClaimedTask::id).containsExactly(task.id());
        }

        @Test
        void thatComesSecondIsDropped() {
            ClaimedTask task = bench.started();
            send(task.id(), "1");

            assertThat(send(task.id(), "2")).isEqualTo(SignalOutcome.ALREADY_SENT);

            assertThat(payload(task.id())).isEqualTo("1");
        }

        @Test
        void ofAnotherNameWakesNobody() {
            ClaimedTask task = bench.started();
            park(task, HOUR);

            SentSignal sent = parked.send(task.id(), "paid", "1", null);

            assertThat(sent).isEqualTo(new SentSignal(SignalOutcome.ACCEPTED, null));
            assertThat(bench.claim(1)).isEmpty();
        }

        @Test
        void doesNotEndASleepOfItsName() {
            ClaimedTask task = bench.started();
            end(task, new Parking(Parking.sleep(APPROVED), HOUR));

            assertThat(send(task.id(), "1")).isEqualTo(SignalOutcome.ACCEPTED);

            assertThat(bench.claim(1)).isEmpty();
        }

        @Test
        void isRefusedByATaskThatDoesNotExistOrHasFinished() {
            ClaimedTask task = bench.started();
            finish(task);

            assertThatThrownBy(() -> send(task.id(), "1"))
                    .isInstanceOf(TaskFinishedException.class)
                    .hasMessageContaining("'approved'")
                    .hasMessageContaining("has finished as SUCCESS");
            assertThatThrownBy(() -> send(new UUID(1, 2), "1"))
                    .isInstanceOf(NoSuchTaskException.class)
                    .hasMessageContaining("No task has the id");
        }

        @Test
        void ofASqlClientIsNoticedByTheNextScan() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, HOUR);
            bench.execute("INSERT INTO caraway_signal (task_id, name, payload) VALUES ('" + task.id()
                    + "', 'approved', '7')");
            bench.execute("INSERT INTO caraway_signal (task_id, name, payload) VALUES ('" + new UUID(1, 2)
                    + "', 'approved', '7')");

            List<ParkedTask> woken = parked.wake(10);

            assertThat(woken).extracting(ParkedTask::id).containsExactly(task.id());
            assertThat(bench.claim(1)).hasSize(1);
            assertThat(payload(task.id())).isEqualTo("7");
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_signal WHERE noticed"))
                    .isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_signal")).isEqualTo(1);
            assertThat(parked.wake(10)).isEmpty();
        }
    }

    @Nested
    class ATimeOut {

        @Test
        void makesTheTaskDueAndStays() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, Duration.ZERO);

            assertThat(parked.wake(10)).extracting(ParkedTask::id).containsExactly(task.id());

            assertThat(bench.claim(1)).hasSize(1);
            assertThat(parked.signal(task.id(), APPROVED)).contains(new StoredSignal(null));
            assertThat(send(task.id(), "1")).isEqualTo(SignalOutcome.TOO_LATE);
            assertThat(parked.signal(task.id(), APPROVED)).contains(new StoredSignal(null));
        }

        @Test
        void thatAnOpenTransactionMayForestallHoldsUpNoOther() throws SQLException {
            ClaimedTask contested = bench.started();
            park(contested, Duration.ZERO);
            ClaimedTask other = bench.started();
            park(other, Duration.ZERO);

            try (Connection client = bench.database().getConnection();
                    Statement insert = client.createStatement()) {
                client.setAutoCommit(false);
                insert.execute("INSERT INTO caraway_signal (task_id, name, payload) VALUES ('" + contested.id()
                        + "', 'approved', '7')");
                assertThat(parked.wake(10)).extracting(ParkedTask::id).containsExactly(other.id());
                client.commit();
            }

            assertThat(parked.wake(10)).extracting(ParkedTask::id).containsExactly(contested.id());
            assertThat(payload(contested.id())).isEqualTo("7");
        }

        @Test
        void doesNotComeBeforeItsTime() throws SQLException {
            ClaimedTask task = bench.started();
            park(task, HOUR);

            assertThat(parked.wake(10)).isEmpty();

            assertThat(parked.signal(task.id(), APPROVED)).isEmpty();
        }

        @Test
        void countsFromTheFirstAttemptThatWaits() throws SQLException {
            ClaimedTask first = bench.started();
            park(first, HOUR);
            bench.execute("UPDATE caraway_active SET state = 'PENDING', run_at = CURRENT_TIMESTAMP");
            bench.execute("UPDATE caraway_wait SET waits_until = CURRENT_TIMESTAMP");

            park(bench.claim(1).get(0), HOUR);

            assertThat(parked.wake(10)).hasSize(1);
            assertThat(parked.signal(first.id(), APPROVED)).contains(new StoredSignal(null));
        }

        @Test
        void isForgottenWhenAnOperatorRunsTheTaskAgain() throws SQLException {
            ClaimedTask task = bench.started();
            send(task.id(), "1");
            end(task, new Parking(Parking.signal("paid"), Duration.ZERO));
            parked.wake(10);
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(
                            bench.claim(1).get(0), new Transition.Fail(StoreUnderTest.ERROR), null)));

            bench.store()
                    .requeues()
                    .requeue(task.id(), null, Set.of(TaskState.FAILURE), new AuditNote("ops", "retry", "x", null));

            assertThat(parked.signal(task.id(), "paid")).isEmpty();
            assertThat(payload(task.id())).isEqualTo("1");
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_wait")).isZero();
        }
    }

    @Nested
    class ASleep {

        @Test
        void isOverInEachLaterAttempt() throws SQLException {
            ClaimedTask task = bench.started();
            assertThat(parked.slept(task.id(), "night")).isFalse();
            end(task, new Parking(Parking.sleep("night"), Duration.ZERO));

            assertThat(parked.wake(10)).hasSize(1);

            assertThat(bench.claim(1)).hasSize(1);
            assertThat(parked.slept(task.id(), "night")).isTrue();
            assertThat(parked.slept(task.id(), "day")).isFalse();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_signal")).isZero();
        }
    }

    private Set<UUID> park(ClaimedTask task, Duration longest) {
        return end(task, new Parking(Parking.signal(APPROVED), longest));
    }

    private Set<UUID> end(ClaimedTask task, Parking parking) {
        return bench.store()
                .completions()
                .completeUnlocked(
                        List.of(new AttemptCompletion(task, new Transition.Postpone(parking), null)),
                        Duration.ofSeconds(5))
                .lost();
    }

    private void finish(ClaimedTask task) {
        bench.store().completions().complete(List.of(new AttemptCompletion(task, new Transition.Succeed("1"), null)));
    }

    private SignalOutcome send(UUID task, String json) {
        return parked.send(task, APPROVED, json, null).outcome();
    }

    private String payload(UUID task) {
        return parked.signal(task, APPROVED)
                .flatMap(signal -> Optional.ofNullable(signal.payload()))
                .orElseThrow();
    }
}
