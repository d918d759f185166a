package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.caraway.test.StoreUnderTest.NAME;
import static org.caraway.test.StoreUnderTest.QUEUE;
import static org.caraway.test.StoreUnderTest.WORKER;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.QueueUnavailableException;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.worker.TaskCounts;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Another session holds a lock on one row: the rest goes on, and what needs the row is given back soon. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.SERIALIZABLE})
class LockedRowTest {

    private static final AuditNote NOTE = new AuditNote("olga", "revoke", "one", null);

    private final StoreUnderTest bench;

    LockedRowTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void reportsOfOtherTasksAreWrittenAndThatOfTheLockedOneIsReturned() throws SQLException {
        ClaimedTask locked = bench.started();
        ClaimedTask free = bench.started();
        Progress half = new Progress(1, 2, null);

        try (Connection session = lock("caraway_active WHERE id = '" + locked.id() + "'")) {
            Set<UUID> unwritten =
                    bench.store().reports().report(List.of(running(locked, half, null), running(free, half, null)));
            session.rollback();

            assertThat(unwritten).containsExactly(locked.id());
        }

        assertThat(bench.view(free.id()).progress()).isEqualTo(half);
        assertThat(bench.view(locked.id()).progress()).isNull();
        assertThat(bench.store().reports().report(List.of(running(locked, half, null))))
                .isEmpty();
        assertThat(bench.view(locked.id()).progress()).isEqualTo(half);
    }

    @Test
    void itsLogLinesAreWritten() throws SQLException {
        ClaimedTask locked = bench.started();

        try (Connection session = lock("caraway_active WHERE id = '" + locked.id() + "'")) {
            bench.store().reports().log(List.of(new LogLine(locked, Instant.now(), null, null, "one line")));
            session.rollback();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_log")).isEqualTo(1);
    }

    @Test
    void aReleaseLeavesItOutAndReleasesTheOthers() throws SQLException {
        ClaimedTask locked = bench.started();
        ClaimedTask free = bench.started();

        try (Connection session = lock("caraway_active WHERE id = '" + locked.id() + "'")) {
            bench.store().releases().release(List.of(locked, free));
            session.rollback();
        }

        assertThat(bench.view(free.id()).state()).isEqualTo(TaskState.PENDING);
        assertThat(bench.view(locked.id()).state()).isEqualTo(TaskState.STARTED);
    }

    @Test
    void aRevocationGivesUpAndOthersAreRevoked() throws SQLException {
        ClaimedTask locked = bench.started();
        ClaimedTask free = bench.started();

        try (Connection session = lock("caraway_active WHERE id = '" + locked.id() + "'")) {
            assertThatThrownBy(() -> revoke(locked)).isInstanceOf(QueueUnavailableException.class);
            revoke(free);
            session.rollback();
        }

        assertThat(bench.view(free.id()).revokedBy()).isEqualTo("olga");
        assertThat(bench.view(locked.id()).revokedBy()).isNull();
        revoke(locked);
        assertThat(bench.view(locked.id()).revokedBy()).isEqualTo("olga");
    }

    private void revoke(ClaimedTask task) {
        bench.store().revocations().revoke(task.id(), RevokeMode.COOPERATIVE, NOTE);
    }

    @Test
    void aRenewalGivesUpAndAnotherWorkerRenews() throws SQLException {
        bench.register("other");

        try (Connection session = lock("caraway_worker WHERE id = '" + WORKER + "'")) {
            assertThatThrownBy(() -> renew(WORKER))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("another session holds a lock on what it needs");
            assertThat(renew("other")).isTrue();
            session.rollback();
        }

        assertThat(renew(WORKER)).isTrue();
    }

    private boolean renew(String worker) {
        return bench.store().workers().renew(worker, StoreUnderTest.LEASE, 0).isPresent();
    }

    @Test
    void anAppendToTheFeedGivesUpAndCompletionsGoOn() throws SQLException {
        bench.store().feed().want(Duration.ofMinutes(1));
        ClaimedTask task = bench.started();

        try (Connection session = lock("caraway_feed WHERE id = 1")) {
            assertThatThrownBy(() -> bench.store().feed().append("node", List.of("[]")))
                    .isInstanceOf(QueueUnavailableException.class);
            bench.store()
                    .completions()
                    .completeUnlocked(
                            List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)),
                            Duration.ofMillis(50));
            session.rollback();
        }

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.store().feed().append("node", List.of("[]"))).isPresent();
    }

    @Test
    void countsThatWereNotAddedMayBeAddedLater() throws SQLException {
        TaskCounts one = new TaskCounts(QUEUE, NAME, 1, 0, 0, 0, 0, 0, 0, 0);
        bench.store().counters().add("node", List.of(one));

        try (Connection session = lock("caraway_counter")) {
            add(one);
            session.rollback();
        }
        add(one);

        assertThat(bench.count("SELECT SUM(started) FROM caraway_counter")).isBetween(2L, 3L);
    }

    /** The minute may just have changed: then there is no row to wait for. */
    private void add(TaskCounts counts) {
        try {
            bench.store().counters().add("node", List.of(counts));
        } catch (QueueUnavailableException locked) {
            assertThat(locked).hasMessageContaining("another session holds a lock on what it needs");
        }
    }

    private Connection lock(String rows) throws SQLException {
        Connection session = bench.database().getConnection();
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.executeQuery("SELECT 1 FROM " + rows + " FOR UPDATE");
        }
        return session;
    }
}
