package org.caraway.internal.store.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.ERROR;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Attempts that ended as their task asked. */
@EachDatabase
class RequestedOutcomeTest {

    private final StoreUnderTest bench;

    RequestedOutcomeTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aTaskThatCouldNotBeginIsPendingAndListsNoAttempt() throws SQLException {
        ClaimedTask task = bench.started();
        TaskError why = new TaskError("java.sql.SQLException", "no connection", "trace");

        assertThat(end(task, new Transition.Postpone(Duration.ofHours(1), why))).isEmpty();

        assertThat(bench.view(task.id())).satisfies(waiting -> {
            assertThat(waiting.state()).isEqualTo(TaskState.PENDING);
            assertThat(waiting.retries()).isZero();
            assertThat(waiting.deliveries()).isZero();
            assertThat(waiting.error()).isEqualTo(why);
        });
        assertThat(bench.store().attempts().attempts(task.id(), 10)).isEmpty();
    }

    @Test
    void anOutageIsCountedFromItsFirstAttemptUntilAnAttemptCompletesInAnotherWay() throws SQLException {
        TaskError why = new TaskError("java.sql.SQLException", "no connection", "trace");
        Transition outage = new Transition.Retry(Duration.ZERO, why, Transition.Budget.NONE);
        ClaimedTask first = bench.started();
        assertThat(first.particulars().outageLasts()).isNull();

        end(first, outage);
        ClaimedTask second = bench.claim(1).get(0);
        end(second, new Transition.Postpone(Duration.ZERO, why));
        ClaimedTask third = bench.claim(1).get(0);
        end(third, outage);
        ClaimedTask fourth = bench.claim(1).get(0);
        end(fourth, new Transition.Retry(Duration.ZERO, why));
        ClaimedTask fifth = bench.claim(1).get(0);

        assertThat(second.particulars().outageLasts()).isNotNull().isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(third.particulars().outageLasts())
                .isNotNull()
                .isGreaterThanOrEqualTo(second.particulars().outageLasts());
        assertThat(fourth.particulars().outageLasts())
                .isNotNull()
                .isGreaterThanOrEqualTo(third.particulars().outageLasts());
        assertThat(fifth.particulars().outageLasts()).isNull();
        assertThat(fifth.retries()).isEqualTo(1);
        assertThat(fifth.deliveries()).isZero();
    }

    @Test
    void aPostponedTaskIsPendingAndHasUsedUpNothing() throws SQLException {
        ClaimedTask task = bench.started();

        Set<UUID> lost = end(task, new Transition.Postpone(Duration.ofHours(1)));

        assertThat(lost).isEmpty();
        assertThat(bench.view(task.id())).satisfies(waiting -> {
            assertThat(waiting.state()).isEqualTo(TaskState.PENDING);
            assertThat(waiting.attempt()).isEqualTo(1);
            assertThat(waiting.retries()).isZero();
            assertThat(waiting.deliveries()).isZero();
            assertThat(waiting.workerId()).isNull();
            assertThat(waiting.error()).isNull();
        });
        assertThat(bench.claim(1)).isEmpty();
        assertThat(attempts("outcome = 'POSTPONED' AND error_type IS NULL")).isEqualTo(1);
    }

    @Test
    void aPostponedTaskIsClaimedAgainWithWhatItReported() throws SQLException {
        ClaimedTask task = bench.started();
        AttemptReport last = new AttemptReport(new Progress(1, 2, "half"), null, "[1]");

        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, new Transition.Postpone(Duration.ZERO), last)))
                .lost();

        assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(1, 2, "half"));
        assertThat(bench.claim(1)).singleElement().satisfies(again -> {
            assertThat(again.attempt()).isEqualTo(2);
            assertThat(again.retries()).isZero();
        });
    }

    @Test
    void aPostponedTaskForgetsTheErrorOfAnEarlierAttempt() throws SQLException {
        ClaimedTask task = bench.started();
        end(task, new Transition.Retry(Duration.ZERO, ERROR));
        ClaimedTask again = bench.claim(1).get(0);

        end(again, new Transition.Postpone(Duration.ZERO));

        assertThat(bench.view(task.id()).error()).isNull();
        assertThat(bench.view(task.id()).retries()).isEqualTo(1);
        assertThat(attempts("outcome = 'RETRY' AND error_type IS NOT NULL")).isEqualTo(1);
    }

    @Test
    void aRejectedTaskIsAFailureWithARejectedAttempt() throws SQLException {
        ClaimedTask task = bench.started();

        end(task, new Transition.Fail(ERROR, Transition.Reason.REJECTED));

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.FAILURE);
        assertThat(bench.view(task.id()).error()).isEqualTo(ERROR);
        assertThat(attempts("outcome = 'REJECTED'")).isEqualTo(1);
    }

    @Test
    void anIgnoredTaskIsASuccessWithoutResultAndWithAnIgnoredAttempt() throws SQLException {
        ClaimedTask task = bench.started();

        end(task, new Transition.Ignore());

        assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.view(task.id()).result()).isNull();
        assertThat(bench.view(task.id()).error()).isNull();
        assertThat(attempts("outcome = 'IGNORED'")).isEqualTo(1);
    }

    @Test
    void noneIsWrittenWithoutAToken() throws SQLException {
        ClaimedTask task = bench.started();
        bench.store().releases().release(List.of(task));

        assertThat(end(task, new Transition.Postpone(Duration.ofHours(1)))).containsExactly(task.id());
        assertThat(end(task, new Transition.Ignore())).containsExactly(task.id());

        assertThat(attempts("TRUE")).isZero();
        assertThat(bench.claim(1)).hasSize(1);
    }

    @Test
    void aClaimReturnsThePriority() {
        bench.store()
                .inserts()
                .insert(List.of(
                        StoreUnderTest.task(UUID.randomUUID(), StoreUnderTest.NAME, StoreUnderTest.QUEUE, 9, null)));

        assertThat(bench.claim(1))
                .singleElement()
                .satisfies(task -> assertThat(task.particulars().priority()).isEqualTo(9));
    }

    private long attempts(String condition) throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE " + condition);
    }

    private Set<UUID> end(ClaimedTask task, Transition next) {
        return bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, next, null)))
                .lost();
    }
}
