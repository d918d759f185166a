package org.caraway.internal.store.retain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.LESS_THAN_A_DAY;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.spi.ResultStore;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Results in a result store, and when they are not needed any more. */
@EachDatabase
class StoredResultTest {

    private static final String PLACE = "org.example.Files";
    private static final String NONCE = "0123456789abcdef";

    private final StoreUnderTest bench;

    StoredResultTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void isNeededWhileItsAttemptMayCompleteWithIt() throws SQLException {
        noted();

        assertThat(unneeded()).isEmpty();
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void isNeededWhenItsAttemptHasCompletedTheTask() throws SQLException {
        succeeded();

        assertThat(unneeded()).isEmpty();
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void isNotNeededWhenItsAttemptHasFailed() throws SQLException {
        ClaimedTask task = noted();
        end(task, new Transition.Fail(ERROR));

        assertThat(unneeded()).containsExactly(keyOf(task));
    }

    @Test
    void isNotNeededWhenAnotherAttemptHasBegun() throws SQLException {
        ClaimedTask first = noted();
        end(first, new Transition.Retry(Duration.ZERO, ERROR, Transition.Budget.RETRIES));
        ClaimedTask second = bench.claim(1).get(0);
        bench.store().resultNotes().note(PLACE, keyOf(second));

        assertThat(unneeded()).containsExactly(keyOf(first));
    }

    @Test
    void isNotNeededWhenItsTaskIsForgottenAndThatIsSeenAtOnce() {
        ClaimedTask task = succeeded();
        bench.store().retention().forget(task.id());

        assertThat(bench.store().resultNotes().orphaned(PLACE, 10).unneeded()).containsExactly(keyOf(task));
    }

    @Test
    void isNotNeededWhenAnotherTaskHasItsIdAndAResultOfItsOwn() throws SQLException {
        ClaimedTask first = succeeded();
        bench.store().retention().forget(first.id());
        bench.store()
                .inserts()
                .insert(List.of(NewTask.of(first.id(), StoreUnderTest.NAME)
                        .queue(StoreUnderTest.QUEUE)
                        .build()));
        ClaimedTask second = bench.claim(1).get(0);
        ResultStore.Key newer = new ResultStore.Key(second.id(), second.attempt(), "fedcba9876543210");
        bench.store().resultNotes().note(PLACE, newer);
        end(second, new Transition.Succeed("{\"caraway:stored\":\"" + newer + "\",\"bytes\":9}"));

        assertThat(unneeded()).containsExactly(keyOf(first));

        bench.store().resultNotes().deleted(List.of(keyOf(first)));
        assertThat(notes()).isEqualTo(1);
        assertThat(unneeded()).isEmpty();
    }

    @Test
    void isLeftToTheApplicationWhoseStoreItLiesIn() throws SQLException {
        ClaimedTask task = succeeded();
        bench.store().retention().forget(task.id());

        assertThat(bench.store()
                        .resultNotes()
                        .orphaned("org.example.Bucket", 10)
                        .unneeded())
                .isEmpty();
        assertThat(bench.store().resultNotes().orphaned(PLACE, 10).unneeded()).containsExactly(keyOf(task));
    }

    @Test
    void isNotNeededWhenItsTaskIsPruned() throws SQLException {
        ClaimedTask task = succeeded();
        bench.execute("UPDATE caraway_finished SET finished_at = CURRENT_TIMESTAMP - INTERVAL '2' DAY");
        assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 10)).isEqualTo(1);

        assertThat(unneeded()).containsExactly(keyOf(task));
    }

    @Test
    void isCheckedWhenItsTimeHasCome() {
        ResultStore.Key nobodys = new ResultStore.Key(UUID.randomUUID(), 1, NONCE);
        bench.store().resultNotes().note(PLACE, nobodys);

        assertThat(bench.store().resultNotes().orphaned(PLACE, 10)).isEqualTo(new OrphanedResults(List.of(), false));
    }

    @Test
    void isHandedOutToOneAndAgainUntilItIsDeleted() throws SQLException {
        ResultStore.Key nobodys = new ResultStore.Key(UUID.randomUUID(), 1, NONCE);
        bench.store().resultNotes().note(PLACE, nobodys);

        assertThat(unneeded()).containsExactly(nobodys);
        assertThat(bench.store().resultNotes().orphaned(PLACE, 10).unneeded()).isEmpty();
        assertThat(unneeded()).containsExactly(nobodys);

        bench.store().resultNotes().deleted(List.of(nobodys));
        assertThat(notes()).isZero();
    }

    @Test
    void isNotedOnce() throws SQLException {
        ClaimedTask task = noted();

        bench.store().resultNotes().note(PLACE, keyOf(task));

        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void isCheckedLessAndLessOftenWhileItIsNeeded() throws SQLException {
        succeeded();

        assertThat(hoursToTheNextLook()).isEqualTo(1);
        for (long hours : new long[] {2, 4, 8, 16, 24, 24}) {
            assertThat(unneeded()).isEmpty();
            assertThat(hoursToTheNextLook()).isEqualTo(hours);
        }
    }

    private long hoursToTheNextLook() throws SQLException {
        long hours = 25;
        while (hours > 0
                && bench.count("SELECT COUNT(*) FROM caraway_stored_result WHERE check_at > CURRENT_TIMESTAMP" + " + ("
                                + hours + " * INTERVAL '1' HOUR) - INTERVAL '10' MINUTE")
                        == 0) {
            hours--;
        }
        return hours;
    }

    @Test
    void isOrphanedAtOnceHoweverOftenItWasChecked() throws SQLException {
        ClaimedTask task = succeeded();
        for (int i = 0; i < 5; i++) {
            assertThat(unneeded()).isEmpty();
        }

        bench.store().retention().forget(task.id());

        assertThat(bench.store().resultNotes().orphaned(PLACE, 10).unneeded()).containsExactly(keyOf(task));
    }

    @Test
    void isCheckedInBatches() throws SQLException {
        for (int i = 0; i < 3; i++) {
            bench.store().resultNotes().note(PLACE, new ResultStore.Key(UUID.randomUUID(), 1, NONCE));
        }
        itIsTime();

        assertThat(bench.store().resultNotes().orphaned(PLACE, 2).more()).isTrue();
        assertThat(bench.store().resultNotes().orphaned(PLACE, 2).more()).isFalse();
    }

    private static ResultStore.Key keyOf(ClaimedTask task) {
        return new ResultStore.Key(task.id(), task.attempt(), NONCE);
    }

    private ClaimedTask noted() {
        ClaimedTask task = bench.started();
        bench.store().resultNotes().note(PLACE, keyOf(task));
        return task;
    }

    private ClaimedTask succeeded() {
        ClaimedTask task = noted();
        end(task, new Transition.Succeed("{\"caraway:stored\":\"" + keyOf(task) + "\",\"bytes\":9}"));
        return task;
    }

    private void end(ClaimedTask task, Transition next) {
        assertThat(bench.store()
                        .completions()
                        .complete(List.of(new AttemptCompletion(task, next, null)))
                        .lost())
                .isEmpty();
    }

    private void itIsTime() throws SQLException {
        bench.execute("UPDATE caraway_stored_result SET check_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    }

    private List<ResultStore.Key> unneeded() throws SQLException {
        itIsTime();
        return bench.store().resultNotes().orphaned(PLACE, 10).unneeded();
    }

    private long notes() throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_stored_result");
    }
}
