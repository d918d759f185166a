package org.caraway.internal.store.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.RunningReport;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Progress, phase, partial result and log lines of running attempts. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class AttemptReportTest {

    private final StoreUnderTest bench;

    AttemptReportTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Nested
    class ProgressAndLog {

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
                    .complete(List.of(new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null)))
                    .lost();
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
                    .complete(List.of(new AttemptCompletion(done, new Transition.Succeed(null), null)))
                    .lost();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(retried, new Transition.Retry(Duration.ZERO, ERROR), null)))
                    .lost();

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
    class Phase {

        @Test
        void isWrittenWhileTheTaskRunsAndStaysWithoutANewOne() throws SQLException {
            ClaimedTask task = bench.started();

            bench.store().reports().report(List.of(in("IMPORTING", task)));
            bench.store().reports().report(List.of(running(task, new Progress(1, 2, null), null)));

            assertThat(bench.view(task.id()).phase()).isEqualTo("IMPORTING");
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_task WHERE phase = 'IMPORTING'"))
                    .isEqualTo(1);
        }

        @Test
        void isStoredWithTheCompletionWhichReplacesIt() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(in("IMPORTING", task)));

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(
                            task, new Transition.Succeed(null), new AttemptReport(null, "CHECKING", null))))
                    .lost();

            assertThat(bench.view(task.id()).phase()).isEqualTo("CHECKING");
        }

        @Test
        void staysWhenTheCompletionHasNone() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(in("IMPORTING", task)));

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)))
                    .lost();

            assertThat(bench.view(task.id()).phase()).isEqualTo("IMPORTING");
        }

        @Test
        void isRemovedWhenAnotherAttemptStarts() {
            ClaimedTask task = bench.started();
            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(
                            task,
                            new Transition.Retry(Duration.ZERO, new TaskError("Boom", "bang", "")),
                            new AttemptReport(null, "IMPORTING", null))))
                    .lost();
            assertThat(bench.view(task.id()).phase()).isEqualTo("IMPORTING");

            bench.claim(1);

            assertThat(bench.view(task.id()).phase()).isNull();
        }

        private RunningReport in(String phase, ClaimedTask task) {
            return new RunningReport(task, new AttemptReport(null, phase, null));
        }
    }

    @Nested
    class LaterReports {

        @Test
        void aReportWithoutAMessageRemovesTheOldMessage() {
            ClaimedTask task = reported();

            bench.store().reports().report(List.of(running(task, new Progress(2, 2, null), null)));

            assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(2, 2, null));
        }

        @Test
        void aLastReportWithoutAMessageRemovesTheOldMessage() {
            ClaimedTask success = reported();
            ClaimedTask retry = reported();
            AttemptReport last = new AttemptReport(new Progress(2, 2, null), null, null);

            bench.store()
                    .completions()
                    .complete(List.of(
                            new AttemptCompletion(success, new Transition.Succeed(null), last),
                            new AttemptCompletion(retry, new Transition.Retry(Duration.ZERO, ERROR), last)))
                    .lost();

            assertThat(bench.view(success.id()).progress()).isEqualTo(new Progress(2, 2, null));
            assertThat(bench.view(retry.id()).progress()).isEqualTo(new Progress(2, 2, null));
        }

        @Test
        void aCompletionWithoutAReportKeepsTheLastReport() {
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

    private static AttemptCompletion succeeded(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Succeed(null), null);
    }

    private static AttemptCompletion retried(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null);
    }
}
