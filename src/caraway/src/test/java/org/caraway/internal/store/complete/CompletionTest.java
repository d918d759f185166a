package org.caraway.internal.store.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.Progress;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Writing how attempts ended. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class CompletionTest {

    private final StoreUnderTest bench;

    CompletionTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aSuccessMovesToTheFinishedTasksWithItsResult() throws SQLException {
        ClaimedTask task = bench.started();

        Set<UUID> lost = end(task, new Transition.Succeed("{\"pages\": 3}"));

        TaskView found = bench.view(task.id());
        assertThat(lost).isEmpty();
        assertThat(found.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(found.result()).isEqualTo("{\"pages\": 3}");
        assertThat(found.finishedAt()).isNotNull();
        assertThat(found.workerId()).isEqualTo(StoreUnderTest.WORKER);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt")).isZero();
        assertThat(bench.store().reads().finished(Set.of(task.id(), UUID.randomUUID())))
                .containsExactly(task.id());
    }

    @Test
    void aFailureIsKeptWithItsErrorAndItsAttempt() throws SQLException {
        ClaimedTask task = bench.started();

        end(task, new Transition.Fail(ERROR));

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.FAILURE);
        assertThat(bench.view(task.id()).error()).isEqualTo(ERROR);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'FAILURE' AND attempt = 1"))
                .isEqualTo(1);
    }

    @Test
    void aRetryWaitsForItsDelayAndIsCounted() throws SQLException {
        ClaimedTask task = bench.started();

        end(task, new Transition.Retry(Duration.ofHours(1), ERROR));

        TaskView waiting = bench.view(task.id());
        assertThat(waiting.state()).isEqualTo(TaskState.RETRY);
        assertThat(waiting.retries()).isEqualTo(1);
        assertThat(waiting.error()).isEqualTo(ERROR);
        assertThat(waiting.workerId()).isNull();
        assertThat(bench.claim(1)).isEmpty();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'RETRY' AND attempt = 1"))
                .isEqualTo(1);

        bench.execute("UPDATE caraway_active SET run_at = CURRENT_TIMESTAMP");
        assertThat(bench.claim(1)).singleElement().satisfies(again -> assertThat(
                        List.of(again.attempt(), again.retries()))
                .isEqualTo(List.of(2, 1)));
    }

    @Test
    void ofABatchOnlyCompletionsWithoutAValidTokenAreNotWritten() {
        ClaimedTask success = bench.started();
        ClaimedTask failure = bench.started();
        ClaimedTask retry = bench.started();
        ClaimedTask lost = bench.started();
        bench.store().releases().release(List.of(lost));

        Set<UUID> notWritten = bench.store()
                .completions()
                .complete(List.of(
                        new AttemptCompletion(success, new Transition.Succeed("1"), null),
                        new AttemptCompletion(lost, new Transition.Succeed("2"), null),
                        new AttemptCompletion(failure, new Transition.Fail(ERROR), null),
                        new AttemptCompletion(retry, new Transition.Retry(Duration.ZERO, ERROR), null)))
                .lost();

        assertThat(notWritten).containsExactly(lost.id());
        assertThat(bench.view(success.id()).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.view(failure.id()).state()).isEqualTo(TaskState.FAILURE);
        assertThat(bench.view(retry.id()).state()).isEqualTo(TaskState.RETRY);
        assertThat(bench.view(lost.id()).state()).isEqualTo(TaskState.PENDING);
    }

    @Test
    void theLateCompletionOfALostLeaseIsNotWritten() throws SQLException {
        ClaimedTask late = bench.started();
        bench.expireLease(StoreUnderTest.WORKER);
        bench.rescue(Map.of());
        bench.register("worker-2");
        ClaimedTask taken = bench.claim("worker-2", 1).get(0);

        assertThat(end(late, new Transition.Succeed("\"late\""))).containsExactly(late.id());
        assertThat(end(late, new Transition.Retry(Duration.ZERO, ERROR))).containsExactly(late.id());
        assertThat(end(taken, new Transition.Succeed("\"in time\""))).isEmpty();

        assertThat(bench.view(late.id()).result()).isEqualTo("\"in time\"");
    }

    @Test
    void aCompletionIsWrittenOnce() {
        ClaimedTask task = bench.started();
        end(task, new Transition.Succeed("1"));

        assertThat(end(task, new Transition.Succeed("2"))).containsExactly(task.id());

        assertThat(bench.view(task.id()).result()).isEqualTo("1");
    }

    @Test
    void theLastReportIsKept() {
        ClaimedTask task = bench.started();
        bench.store().reports().report(List.of(running(task, new Progress(1, 9, "one"), "[1]")));

        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(
                        task, new Transition.Succeed(null), new AttemptReport(new Progress(9, 9, "all"), null, null))))
                .lost();

        assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(9, 9, "all"));
        assertThat(bench.view(task.id()).partialResult()).isEqualTo("[1]");
    }

    private Set<UUID> end(ClaimedTask task, Transition next) {
        return bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, next, null)))
                .lost();
    }

    @Test
    void aRefusedBatchOfCompletionsWritesNothing() throws SQLException {
        bench.insert(3);
        List<ClaimedTask> tasks = bench.claim(3);
        bench.execute("INSERT INTO caraway_attempt (task_id, attempt, outcome) VALUES ('"
                + tasks.get(1).id() + "', 1, 'LOST')");

        assertThatThrownBy(() -> bench.store()
                        .completions()
                        .complete(List.of(succeeded(tasks.get(0)), retried(tasks.get(1)), succeeded(tasks.get(2))))
                        .lost())
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("The completions of 3 attempts were not written: the database refused it");

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED'"))
                .isEqualTo(3);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished")).isZero();
    }

    @Test
    void anEarlierAttemptOfTheSameWorkerCannotCompleteALaterOne() {
        ClaimedTask first = bench.started();
        bench.store().completions().complete(List.of(retried(first)));
        ClaimedTask second = bench.claim(1).get(0);

        assertThat(bench.store()
                        .completions()
                        .complete(List.of(succeeded(first)))
                        .lost())
                .containsExactly(first.id());

        assertThat(bench.view(second.id()).state()).isEqualTo(TaskState.STARTED);
        assertThat(bench.store()
                        .completions()
                        .complete(List.of(succeeded(second)))
                        .lost())
                .isEmpty();
    }

    private static AttemptCompletion succeeded(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Succeed(null), null);
    }

    private static AttemptCompletion retried(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null);
    }
}
