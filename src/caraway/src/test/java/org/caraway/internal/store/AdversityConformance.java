package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.CarawayException;
import org.caraway.Progress;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.recover.RescueResult;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every database must do when data is bad or two act at once; a part of {@link TaskStoreConformance}. */
abstract class AdversityConformance extends OutcomeConformance {

    private static final String OTHER_WORKER = "worker-2";

    @Nested
    class Refusing {

        @Test
        void headersAndLabelsThatAreNoObjectNeverReachAClaim() {
            assertThatThrownBy(() -> bench.execute("INSERT INTO caraway_active (name, headers) VALUES ('X', '[1]')"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> bench.execute("INSERT INTO caraway_active (name, labels) VALUES ('X', '\"a\"')"))
                    .isInstanceOf(SQLException.class);
        }

        @Test
        void headersThatSqlWroteAsNumbersAreGivenAsText() throws SQLException {
            bench.execute(
                    "INSERT INTO caraway_active (name, headers) VALUES ('Mail.send', '{\"tries\": 3, \"by\": null}')");

            assertThat(bench.claim(1).get(0).headers())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("tries", "3", "by", "null"));
        }

        @Test
        void aRefusedInsertTellsNoArguments() {
            UUID taken = bench.insert(1).get(0);
            NewTask secret = NewTask.of(taken, "Mail.send")
                    .arguments("[\"hunter2\"]")
                    .headers(Map.of("k", "hunter2"))
                    .build();

            Throwable refused =
                    catchThrowable(() -> bench.store().inserts().insert(List.of(StoreUnderTest.task(), secret)));

            assertThat(refused).isInstanceOf(CarawayException.class).hasMessageContaining("23505");
            StringWriter trace = new StringWriter();
            refused.printStackTrace(new PrintWriter(trace, true));
            assertThat(trace.toString()).doesNotContain("hunter2");
        }

        @Test
        void aRefusedBatchOfEndsLeavesNothingHalfWritten() throws SQLException {
            bench.insert(3);
            List<ClaimedTask> tasks = bench.claim(3);
            bench.execute("INSERT INTO caraway_attempt (task_id, attempt, outcome) VALUES ('"
                    + tasks.get(1).id() + "', 1, 'LOST')");

            assertThatThrownBy(() -> bench.store()
                            .completions()
                            .complete(List.of(succeeded(tasks.get(0)), retried(tasks.get(1)), succeeded(tasks.get(2)))))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageStartingWith("The completions of 3 attempts were not written: the database refused it");

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED'"))
                    .isEqualTo(3);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished")).isZero();
        }
    }

    @Nested
    class Replacing {

        @Test
        void aReportWithoutAMessageTakesTheOldMessageAway() {
            ClaimedTask task = reported();

            bench.store().reports().report(List.of(running(task, new Progress(2, 2, null), null)));

            assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(2, 2, null));
        }

        @Test
        void aLastReportWithoutAMessageTakesTheOldMessageAway() {
            ClaimedTask success = reported();
            ClaimedTask retry = reported();
            AttemptReport last = new AttemptReport(new Progress(2, 2, null), null, null);

            bench.store()
                    .completions()
                    .complete(List.of(
                            new AttemptCompletion(success, new Transition.Succeed(null), last),
                            new AttemptCompletion(retry, new Transition.Retry(Duration.ZERO, ERROR), last)));

            assertThat(bench.view(success.id()).progress()).isEqualTo(new Progress(2, 2, null));
            assertThat(bench.view(retry.id()).progress()).isEqualTo(new Progress(2, 2, null));
        }

        @Test
        void anEndWithoutAReportLeavesWhatWasReported() {
            ClaimedTask success = reported();
            ClaimedTask retry = reported();

            bench.store().completions().complete(List.of(succeeded(success), retried(retry)));

            assertThat(bench.view(success.id()).progress()).isEqualTo(new Progress(1, 2, "half"));
            assertThat(bench.view(retry.id()).progress()).isEqualTo(new Progress(1, 2, "half"));
        }

        private ClaimedTask reported() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(running(task, new Progress(1, 2, "half"), null)));
            return task;
        }
    }

    @Nested
    class Racing {

        @Test
        void aTaskThatAnotherTransactionHoldsIsSkipped() throws SQLException {
            List<UUID> ids = bench.insert(2);

            try (Connection connection = lock("SELECT id FROM caraway_active WHERE id = ? FOR UPDATE", ids.get(0))) {
                assertThat(bench.claim(5)).extracting(ClaimedTask::id).containsExactly(ids.get(1));
                connection.rollback();
            }
            assertThat(bench.claim(5)).extracting(ClaimedTask::id).containsExactly(ids.get(0));
        }

        @Test
        void aWorkerThatAnotherNodeIsRescuingIsSkipped() throws SQLException {
            ClaimedTask task = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);

            try (Connection connection =
                    lock("SELECT id FROM caraway_worker WHERE id = ? FOR UPDATE", StoreUnderTest.WORKER)) {
                assertThat(bench.rescue(Map.of())).isEqualTo(NOTHING);
                connection.rollback();
            }
            assertThat(bench.rescue(Map.of()).releasedIds()).containsExactly(task.id());
        }

        private Connection lock(String select, Object id) throws SQLException {
            Connection connection = database().getConnection();
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setObject(1, id);
                statement.executeQuery();
            }
            return connection;
        }

        @Test
        void twoRescuesAtOnceDeliverEachTaskOnce() throws Exception {
            bench.insert(200);
            bench.claim(200);
            bench.execute("DELETE FROM caraway_worker");
            CyclicBarrier together = new CyclicBarrier(2);
            ExecutorService nodes = Executors.newFixedThreadPool(2);

            List<UUID> released = new ArrayList<>();
            try {
                Future<RescueResult> one = nodes.submit(() -> rescue(together));
                Future<RescueResult> two = nodes.submit(() -> rescue(together));
                released.addAll(one.get(60, TimeUnit.SECONDS).releasedIds());
                released.addAll(two.get(60, TimeUnit.SECONDS).releasedIds());
            } finally {
                nodes.shutdownNow();
            }

            assertThat(released).hasSize(200);
            assertThat(new HashSet<>(released)).hasSize(200);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE deliveries = 1 AND state = 'PENDING'"))
                    .isEqualTo(200);
        }

        private RescueResult rescue(CyclicBarrier together) throws Exception {
            together.await(30, TimeUnit.SECONDS);
            return bench.store().rescues().sweep(Map.of());
        }

        @Test
        void anEarlierAttemptOfTheSameWorkerCannotEndALaterOne() {
            ClaimedTask first = bench.started();
            bench.store().completions().complete(List.of(retried(first)));
            ClaimedTask second = bench.claim(1).get(0);

            assertThat(bench.store().completions().complete(List.of(succeeded(first))))
                    .containsExactly(first.id());

            assertThat(bench.view(second.id()).state()).isEqualTo(TaskState.STARTED);
            assertThat(bench.store().completions().complete(List.of(succeeded(second))))
                    .isEmpty();
        }

        @Test
        void aTaskThatIsNoLongerHeldIsNotReleased() throws SQLException {
            ClaimedTask task = bench.started();
            bench.register(OTHER_WORKER);
            bench.expireLease(StoreUnderTest.WORKER);
            bench.rescue(Map.of());
            bench.claim(OTHER_WORKER, 1);

            bench.store().releases().release(List.of(task));

            assertThat(bench.view(task.id()).workerId()).isEqualTo(OTHER_WORKER);
        }
    }

    private static AttemptCompletion succeeded(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Succeed(null), null);
    }

    private static AttemptCompletion retried(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null);
    }
}
