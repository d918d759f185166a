package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.TaskLogEntry;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.RunningReport;
import org.caraway.internal.store.worker.Unclaimable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every database must do for those who watch, and to clean up; a part of {@link TaskStoreConformance}. */
abstract class UpkeepConformance {

    static final TaskError ERROR = new TaskError("java.io.IOException", "no route", "trace");

    /** A retention that does not wait for the drop of a partition. */
    static final Duration LESS_THAN_A_DAY = Duration.ofHours(23);

    @SuppressWarnings("NullAway.Init") // by prepare()
    StoreUnderTest bench;

    /** A database with the schema, the same for all tests of the class. */
    abstract DataSource database();

    @BeforeEach
    void prepare() throws SQLException {
        bench = new StoreUnderTest(database());
    }

    @Nested
    class Reporting {

        @Test
        void progressIsSeenWhileTheTaskRuns() {
            ClaimedTask task = bench.started();

            bench.store().reports().report(List.of(running(task, new Progress(3, 10, "three"), "{\"so\": \"far\"}")));

            assertThat(bench.view(task.id()).status()).isEqualTo("PROGRESS");
            assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(3, 10, "three"));
            assertThat(bench.view(task.id()).partialResult()).isEqualTo("{\"so\": \"far\"}");
        }

        @Test
        void aReportWithoutATokenIsDropped() {
            ClaimedTask task = bench.started();
            bench.store().releases().release(List.of(task));

            bench.store().reports().report(List.of(running(task, new Progress(3, 10, null), null)));

            assertThat(bench.view(task.id()).progress()).isNull();
        }

        @Test
        void anAttemptBeginsWithoutTheReportsOfTheLastOne() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(running(task, new Progress(3, 10, "a\0b"), "[1]")));
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null)));
            assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(3, 10, "a\uFFFDb"));

            bench.claim(1);

            assertThat(bench.view(task.id()).status()).isEqualTo("STARTED");
            assertThat(bench.view(task.id()).partialResult()).isNull();
        }

        @Test
        void logLinesAreKeptWhenTheirAttemptHasEnded() throws SQLException {
            ClaimedTask done = bench.started();
            ClaimedTask retried = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(done, new Transition.Succeed(null), null)));
            bench.store()
                    .completions()
                    .complete(
                            List.of(new AttemptCompletion(retried, new Transition.Retry(Duration.ZERO, ERROR), null)));

            bench.store()
                    .reports()
                    .log(List.of(
                            new LogLine(done, Instant.EPOCH, "done"), new LogLine(retried, Instant.EPOCH, "once")));

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_log")).isEqualTo(2);
        }

        @Test
        void logLinesOfALostAttemptAreDropped() throws SQLException {
            ClaimedTask task = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);
            bench.rescue(Map.of());

            bench.store().reports().log(List.of(new LogLine(task, Instant.EPOCH, "late")));

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_log")).isZero();
        }

        @Test
        void logLinesAreKeptInOrder() throws SQLException {
            ClaimedTask task = bench.started();

            bench.store()
                    .reports()
                    .log(List.of(
                            new LogLine(task, Instant.EPOCH, "first \0 line"),
                            new LogLine(task, Instant.EPOCH, "second line")));

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_log AS a JOIN caraway_log AS b ON a.id < b.id"
                            + " WHERE a.line LIKE 'first%' AND b.line = 'second line'"))
                    .isEqualTo(1);
        }
    }

    @Nested
    class ReadingTheLog {

        @Test
        void linesComeInOrderWithLevelAndLogger() {
            ClaimedTask task = bench.started();
            bench.store()
                    .reports()
                    .log(List.of(
                            new LogLine(task, Instant.EPOCH, "own"),
                            new LogLine(task, Instant.EPOCH, Level.WARNING, "shop\0Orders", "captured")));

            assertThat(bench.store().reads().logOf(task.id(), 10))
                    .containsExactly(
                            new TaskLogEntry(1, Instant.EPOCH, null, null, "own"),
                            new TaskLogEntry(1, Instant.EPOCH, Level.WARNING, "shop\uFFFDOrders", "captured"));
        }

        @Test
        void onlyTheNewestAreRead() {
            ClaimedTask task = bench.started();
            bench.store()
                    .reports()
                    .log(Stream.of("first", "second", "third")
                            .map(line -> new LogLine(task, Instant.EPOCH, line))
                            .toList());

            assertThat(bench.store().reads().logOf(task.id(), 2))
                    .extracting(TaskLogEntry::line)
                    .containsExactly("second", "third");
        }

        @Test
        void aTaskThatLoggedNothingHasNoLines() {
            assertThat(bench.store().reads().logOf(bench.started().id(), 10)).isEmpty();
        }
    }

    @Nested
    class AStateOfTheApplicationsOwn {

        @Test
        void isWrittenWhileItRunsAndLeftWhereNothingNewIsSaid() throws SQLException {
            ClaimedTask task = bench.started();

            bench.store().reports().report(List.of(in("IMPORTING", task)));
            bench.store().reports().report(List.of(running(task, new Progress(1, 2, null), null)));

            assertThat(bench.view(task.id()).phase()).isEqualTo("IMPORTING");
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_task WHERE phase = 'IMPORTING'"))
                    .isEqualTo(1);
        }

        @Test
        void isKeptWithTheEndTheLastOneCounting() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(in("IMPORTING", task)));

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(
                            task, new Transition.Succeed(null), new AttemptReport(null, "CHECKING", null))));

            assertThat(bench.view(task.id()).phase()).isEqualTo("CHECKING");
        }

        @Test
        void isKeptWhereTheEndSaysNothingNew() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(in("IMPORTING", task)));

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)));

            assertThat(bench.view(task.id()).phase()).isEqualTo("IMPORTING");
        }

        @Test
        void isForgottenWhenAnotherAttemptBegins() {
            ClaimedTask task = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(
                            task,
                            new Transition.Retry(Duration.ZERO, new TaskError("Boom", "bang", "")),
                            new AttemptReport(null, "IMPORTING", null))));
            assertThat(bench.view(task.id()).phase()).isEqualTo("IMPORTING");

            bench.claim(1);

            assertThat(bench.view(task.id()).phase()).isNull();
        }

        private RunningReport in(String phase, ClaimedTask task) {
            return new RunningReport(task, new AttemptReport(null, phase, null));
        }
    }

    static RunningReport running(ClaimedTask task, @Nullable Progress progress, @Nullable String partial) {
        return new RunningReport(task, new AttemptReport(progress, null, partial));
    }

    @Nested
    class FindingTheUnclaimable {

        @Test
        void aNameThatNoWorkerOfTheQueueHasIsTold() {
            enqueue("Mail.sned", StoreUnderTest.QUEUE);
            enqueue("Mail.sned", StoreUnderTest.QUEUE);
            bench.store()
                    .workers()
                    .register(
                            "elsewhere",
                            "host",
                            Map.of("other", 1),
                            Set.of("Mail.sned"),
                            StoreUnderTest.LEASE,
                            WorkerOrder.WORK);

            assertThat(bench.store().unclaimable().unclaimable())
                    .extracting(Unclaimable::queue, Unclaimable::name, Unclaimable::tasks, Unclaimable::lacking)
                    .containsExactly(tuple(StoreUnderTest.QUEUE, "Mail.sned", 2L, Unclaimable.Lacking.NAME));
        }

        @Test
        void aQueueThatNobodyServesIsTold() {
            enqueue(StoreUnderTest.NAME, "forgotten");

            assertThat(bench.store().unclaimable().unclaimable())
                    .extracting(Unclaimable::queue, Unclaimable::lacking)
                    .containsExactly(tuple("forgotten", Unclaimable.Lacking.QUEUE));
        }

        @Test
        void aWorkerWhoseLeaseIsOverServesNothing() throws SQLException {
            bench.insert(1);
            assertThat(bench.store().unclaimable().unclaimable()).isEmpty();

            bench.expireLease(StoreUnderTest.WORKER);

            assertThat(bench.store().unclaimable().unclaimable()).hasSize(1);
        }

        @Test
        void whatIsNotDueOrRunsIsNotTold() {
            bench.started();
            bench.store()
                    .inserts()
                    .insert(List.of(StoreUnderTest.task(
                            UUID.randomUUID(), "Mail.sned", StoreUnderTest.QUEUE, 4, Duration.ofHours(1))));

            assertThat(bench.store().unclaimable().unclaimable()).isEmpty();
        }

        @Test
        void aWorkerThatGoesTakesItsListsAlong() throws SQLException {
            bench.store().releases().releaseAll(StoreUnderTest.WORKER);

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker_queue")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_worker_name")).isZero();
        }

        private void enqueue(String name, String queue) {
            bench.store().inserts().insert(List.of(StoreUnderTest.task(UUID.randomUUID(), name, queue, 4, null)));
        }
    }

    @Nested
    class Pruning {

        @Test
        void oldTasksGoWithTheirAttemptsAndLinesABoundedNumberAtATime() throws SQLException {
            for (int i = 0; i < 3; i++) {
                ClaimedTask task = bench.started();
                bench.store().reports().log(List.of(new LogLine(task, Instant.EPOCH, "line")));
                bench.store()
                        .completions()
                        .complete(List.of(new AttemptCompletion(task, new Transition.Fail(ERROR), null)));
            }
            bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '2' DAY");
            ClaimedTask young = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(young, new Transition.Succeed(null), null)));

            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 2)).isEqualTo(2);
            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 2)).isEqualTo(1);
            assertThat(bench.store().retention().prune(LESS_THAN_A_DAY, 2)).isZero();

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished")).isEqualTo(1);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_log")).isZero();
        }
    }
}
