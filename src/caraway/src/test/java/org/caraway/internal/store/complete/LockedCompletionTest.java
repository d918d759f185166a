package org.caraway.internal.store.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Completing tasks while other transactions lock rows. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class LockedCompletionTest {

    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final CompletionResult ALL = new CompletionResult(Set.of(), Set.of());

    private final StoreUnderTest bench;

    LockedCompletionTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aCompletionWhoseRowIsLockedIsDeferredAndDelaysNoOther() throws SQLException {
        ClaimedTask locked = bench.started();
        ClaimedTask success = bench.started();
        ClaimedTask retry = bench.started();

        try (Connection session = lock(locked)) {
            CompletionResult written = bench.store()
                    .completions()
                    .completeUnlocked(List.of(succeeded(locked), succeeded(success), retried(retry)), PATIENCE);
            session.rollback();

            assertThat(written).isEqualTo(new CompletionResult(Set.of(), Set.of(locked.id())));
        }

        assertThat(bench.view(locked.id()).state()).isEqualTo(TaskState.STARTED);
        assertThat(bench.view(success.id()).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.view(retry.id()).state()).isEqualTo(TaskState.RETRY);
    }

    @Test
    void aLockedRetryIsDeferredToo() throws SQLException {
        ClaimedTask locked = bench.started();

        try (Connection session = lock(locked)) {
            CompletionResult written = bench.store().completions().completeUnlocked(List.of(retried(locked)), PATIENCE);
            session.rollback();

            assertThat(written.locked()).containsExactly(locked.id());
        }
    }

    @Test
    void aDeferredCompletionIsWrittenWhenTheRowIsFree() {
        ClaimedTask task = bench.started();

        assertThat(bench.store().completions().completeUnlocked(List.of(succeeded(task)), Duration.ZERO))
                .isEqualTo(ALL);

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aCompletionWithoutAValidTokenIsFencedAndNotDeferred() throws SQLException {
        ClaimedTask over = bench.started();
        bench.store().completions().complete(List.of(succeeded(over)));
        ClaimedTask former = bench.started();
        bench.store().completions().complete(List.of(retried(former)));
        ClaimedTask now = bench.claim(1).get(0);

        try (Connection session = lock(now)) {
            CompletionResult written = bench.store()
                    .completions()
                    .completeUnlocked(List.of(succeeded(over), succeeded(former)), Duration.ZERO);
            session.rollback();

            assertThat(written).isEqualTo(new CompletionResult(Set.of(over.id(), former.id()), Set.of()));
        }
        assertThat(bench.view(now.id()).state()).isEqualTo(TaskState.STARTED);
    }

    private Connection lock(ClaimedTask task) throws SQLException {
        Connection session = bench.database().getConnection();
        session.setAutoCommit(false);
        try (PreparedStatement lock =
                session.prepareStatement("SELECT id FROM caraway_active WHERE id = ? FOR UPDATE")) {
            lock.setObject(1, task.id());
            lock.executeQuery();
        }
        return session;
    }

    private static AttemptCompletion succeeded(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Succeed(null), null);
    }

    private static AttemptCompletion retried(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null);
    }
}
