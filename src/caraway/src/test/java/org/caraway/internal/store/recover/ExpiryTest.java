package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.TaskState;
import org.caraway.UniqueKey;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.workflow.WorkflowLimits;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Expiring tasks that did not start in time. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class ExpiryTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, Duration> KEPT_60_DAYS = Map.of(StoreUnderTest.NAME, Duration.ofDays(60));

    private final StoreUnderTest bench;

    ExpiryTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void anExpiredTaskIsNotClaimedButFinished() throws SQLException {
        UUID id = insert(expiring().labels(Map.of("a", "b")).createdBy("alice"));
        expireAll();

        assertThat(bench.claim(1)).isEmpty();
        List<FinishedTask> expired = bench.store().expiries().expire(10).tasks();

        assertThat(expired)
                .containsExactly(new FinishedTask(
                        id, StoreUnderTest.NAME, StoreUnderTest.QUEUE, 0, 0, null, null, "alice", null, null));
        assertThat(bench.view(id).state()).isEqualTo(TaskState.EXPIRED);
        assertThat(bench.view(id).finishedAt()).isNotNull();
        assertThat(bench.view(id).labels()).isEqualTo(Map.of("a", "b"));
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    @Test
    void aTaskThatHasNotExpiredOrNeverDoesStays() {
        insert(expiring());
        bench.insert(1);

        assertThat(bench.store().expiries().expire(10).tasks()).isEmpty();
        assertThat(bench.claim(10)).hasSize(2);
    }

    @Test
    void anIdThatIsUsedAlreadyKeepsNoOtherFromExpiring() throws SQLException {
        UUID twice = insert(expiring());
        UUID other = insert(expiring());
        bench.finishTwin(twice);
        expireAll();

        assertThat(bench.store().expiries().expire(10).tasks())
                .extracting(FinishedTask::id)
                .containsExactly(other);
    }

    @Test
    void aRunningTaskContinues() throws SQLException {
        UUID id = insert(expiring());
        ClaimedTask running = bench.claim(1).get(0);
        expireAll();

        assertThat(bench.store().expiries().expire(10).tasks()).isEmpty();
        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(running, new Transition.Succeed("1"), null)))
                .lost();

        assertThat(bench.view(id).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aRetryThatWouldBeginLaterExpires() throws SQLException {
        UUID id = insert(expiring());
        ClaimedTask running = bench.claim(1).get(0);
        bench.store()
                .completions()
                .complete(List.of(
                        new AttemptCompletion(running, new Transition.Retry(HOUR.multipliedBy(2), ERROR), null)))
                .lost();
        expireAll();

        assertThat(bench.store().expiries().expire(10).tasks())
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

        assertThat(bench.store().expiries().expire(2).tasks()).hasSize(2);
        assertThat(bench.store().expiries().expire(2).tasks()).hasSize(1);
        assertThat(bench.store().expiries().expire(2).tasks()).isEmpty();
    }

    @Test
    void itsUniqueKeyIsFree() throws SQLException {
        UUID first = insert(expiring().unique(UniqueKey.of("key")));
        expireAll();
        bench.store().expiries().expire(10).tasks();

        assertThat(insert(expiring().unique(UniqueKey.of("key")))).isNotEqualTo(first);
    }

    @Test
    void itIsKeptForTheRetentionOfItsCallOrDefinition() throws SQLException {
        insert(expiring());
        insert(expiring().options(Map.of("retain-for", "P3D")));
        insert(expiring().options(Map.of("retain-for", "a while")));
        expireAll();

        storeThatKeeps60Days().expiries().expire(10).tasks();

        assertThat(kept(60)).isEqualTo(2);
        assertThat(kept(3)).isEqualTo(1);
    }

    @Test
    void aClaimedTaskHasTheTimeInWhichItMayStart() {
        insert(expiring());

        ClaimedTask task = bench.claim(1).get(0);

        assertThat(task.expired()).isFalse();
        assertThat(task.particulars().left()).isNotNull();
        assertThat(task.particulars().left().span()).isBetween(Duration.ofMinutes(50), HOUR);
    }

    @Test
    void anAttemptThatDoesNotStartInTimeExpiresTheTask() {
        UUID id = insert(expiring());

        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(bench.claim(1).get(0), new Transition.Expire(), null)))
                .lost();

        assertThat(bench.view(id).state()).isEqualTo(TaskState.EXPIRED);
        assertThat(bench.view(id).error()).isNull();
    }

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

    /** How many finished tasks are kept for this many days from now on. */
    private long kept(int days) throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_finished WHERE retain_until > CURRENT_TIMESTAMP + INTERVAL '"
                + (days - 1) + "' DAY AND retain_until <= CURRENT_TIMESTAMP + INTERVAL '" + days + "' DAY");
    }

    private Store storeThatKeeps60Days() {
        return JdbcStore.open(bench.database(), StoreUnderTest.PATIENCE, null, KEPT_60_DAYS, WorkflowLimits.DEFAULT);
    }
}
