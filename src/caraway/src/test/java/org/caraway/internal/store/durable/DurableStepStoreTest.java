package org.caraway.internal.store.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** The rows of durable steps and cursors, which only the attempt that has the lease may write. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class DurableStepStoreTest {

    private static final FinishedStep CHARGE =
            new FinishedStep("charge", StoredStep.Kind.STEP, "{\"id\": 7}", Duration.ofSeconds(2));

    private final StoreUnderTest bench;
    private final DurableSteps steps;

    DurableStepStoreTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
        steps = bench.store().durableSteps();
    }

    @Test
    void aFinishedStepIsReadBackWithItsValue() {
        ClaimedTask task = bench.started();

        assertThat(steps.storeStep(task, CHARGE, false)).isTrue();
        assertThat(steps.storeStep(task, new FinishedStep("mail", StoredStep.Kind.ONCE, null, Duration.ZERO), true))
                .isTrue();

        List<StoredStep> stored = steps.storedSteps(task.id());
        assertThat(stored).extracting(StoredStep::name).containsExactly("charge", "mail");
        assertThat(stored).extracting(StoredStep::value).containsExactly("{\"id\": 7}", null);
        assertThat(stored).extracting(StoredStep::kind).containsExactly(StoredStep.Kind.STEP, StoredStep.Kind.ONCE);
        assertThat(stored).extracting(StoredStep::attempt).containsOnly(1);
        assertThat(Duration.between(stored.get(0).startedAt(), stored.get(0).finishedAt()))
                .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(20));
    }

    @Test
    void aStepOfAnAttemptThatLostItsLeaseIsRefused() {
        ClaimedTask lost = bench.started();
        retry(lost);
        ClaimedTask next = bench.claim(1).get(0);

        assertThat(steps.storeStep(lost, CHARGE, false)).isFalse();
        assertThat(steps.storeStep(lost, CHARGE, true)).isFalse();
        assertThat(steps.storeCursor(new CursorPosition(lost, "1"), false)).isFalse();
        assertThat(steps.storedSteps(lost.id())).isEmpty();
        assertThat(steps.storeStep(next, CHARGE, false)).isTrue();
    }

    @Test
    void aRepeatedWriteChangesNothing() {
        ClaimedTask task = bench.started();
        steps.storeStep(task, CHARGE, false);

        assertThat(steps.storeStep(task, CHARGE, false)).isTrue();
        assertThat(steps.storeStep(task, CHARGE, true)).isTrue();

        assertThat(steps.storedSteps(task.id())).hasSize(1);
    }

    @Test
    void aCursorIsOneRowThatMoves() {
        ClaimedTask task = bench.started();

        steps.storeCursor(new CursorPosition(task, "17"), false);
        assertThat(steps.storeCursors(List.of(new CursorPosition(task, "18")), any -> true))
                .isEmpty();

        assertThat(steps.storedSteps(task.id())).singleElement().satisfies(cursor -> {
            assertThat(cursor.name()).isEqualTo(StoredStep.CURSOR);
            assertThat(cursor.kind()).isEqualTo(StoredStep.Kind.CURSOR);
            assertThat(cursor.value()).isEqualTo("18");
        });
    }

    @Test
    void aPositionThatIsNotTheLatestAnyMoreIsNotWritten() {
        ClaimedTask task = bench.started();
        steps.storeCursor(new CursorPosition(task, "6"), false);

        assertThat(steps.storeCursors(List.of(new CursorPosition(task, "5")), older -> false))
                .isEmpty();

        assertThat(steps.storedSteps(task.id())).singleElement().satisfies(cursor -> assertThat(cursor.value())
                .isEqualTo("6"));
    }

    @Test
    void aCursorWhoseTaskIsLockedIsToldAndStoredLater() throws SQLException {
        ClaimedTask task = bench.started();
        CursorPosition position = new CursorPosition(task, "5");

        try (Connection session = bench.database().getConnection();
                Statement lock = session.createStatement()) {
            session.setAutoCommit(false);
            lock.execute("SELECT 1 FROM caraway_active WHERE id = '" + task.id() + "' FOR UPDATE");
            assertThat(steps.storeCursors(List.of(position), any -> true)).containsExactly(task.id());
            session.rollback();
        }

        assertThat(steps.storedSteps(task.id())).isEmpty();
        assertThat(steps.storeCursors(List.of(position), any -> true)).isEmpty();
        assertThat(steps.storedSteps(task.id())).hasSize(1);
    }

    @Test
    void rowsGoWithTheirTask() {
        ClaimedTask task = bench.started();
        steps.storeStep(task, CHARGE, false);
        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)))
                .lost();

        assertThat(steps.storedSteps(task.id())).hasSize(1);
        assertThat(bench.store().retention().forget(task.id())).isTrue();
        assertThat(steps.storedSteps(task.id())).isEmpty();
    }

    private void retry(ClaimedTask task) {
        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null)))
                .lost();
    }
}
