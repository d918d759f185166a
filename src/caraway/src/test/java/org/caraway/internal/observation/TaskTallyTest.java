package org.caraway.internal.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.caraway.TaskError;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.store.worker.TaskCounts;
import org.junit.jupiter.api.Test;

class TaskTallyTest {

    private static final TaskError ERROR = new TaskError("type", "message", "trace");

    private final TaskCounter tally = new TaskCounter();
    private final TaskFacts task = TestFacts.running(null, null); // has waited 1.5 s

    private void run(Transition next) {
        AttemptStep step = tally.attempt(task);
        step.started();
        step.ended(ending(next));
        step.close();
    }

    private static AttemptResult ending(Transition next) {
        return new AttemptResult(next, null, Duration.ofMillis(20));
    }

    @Test
    void eachEndIsCountedAsWhatItIs() {
        run(new Transition.Succeed(null));
        run(new Transition.Ignore());
        run(new Transition.Fail(ERROR));
        run(new Transition.Retry(Duration.ZERO, ERROR));
        run(new Transition.Postpone(Duration.ZERO));
        run(new Transition.Revoke(null, null));
        tally.expired(task);

        assertThat(tally.take()).containsExactly(new TaskCounts("mails", "Mail.send", 6, 2, 1, 2, 1, 1, 9_000, 120));
    }

    @Test
    void whatOthersEndIsCountedToo() {
        tally.attempt(task).started();
        tally.ended(task, ending(new Transition.Fail(ERROR)));
        tally.ended(TestFacts.waiting(null, null), AttemptResult.revoked("alice"));

        assertThat(tally.take()).containsExactly(new TaskCounts("mails", "Mail.send", 1, 0, 1, 0, 1, 0, 1_500, 20));
    }

    @Test
    void aStartInTheYearOneIsAWaitOfThirtyDays() {
        tally.attempt(TestFacts.dueSince(Duration.ofDays(739_000))).started();

        assertThat(tally.take())
                .extracting(TaskCounts::waitMillis)
                .containsExactly(Duration.ofDays(30).toMillis());
    }

    @Test
    void numbersAreTakenOnce() {
        run(new Transition.Succeed(null));

        assertThat(tally.take()).hasSize(1);
        assertThat(tally.take()).isEmpty();
    }

    @Test
    void whatIsPutBackIsTakenWithWhatCameMeanwhile() {
        run(new Transition.Succeed(null));
        List<TaskCounts> taken = tally.take();
        run(new Transition.Succeed(null));

        tally.putBack(taken);

        assertThat(tally.take()).containsExactly(new TaskCounts("mails", "Mail.send", 2, 2, 0, 0, 0, 0, 3_000, 40));
    }

    @Test
    void timeThatIsTakenBesideItsCountIsNotLost() {
        TaskCounts beside = new TaskCounts("mails", "Mail.send", 0, 0, 0, 0, 0, 0, 0, 20);

        tally.putBack(List.of(beside));

        assertThat(tally.take()).containsExactly(beside);
    }

    @Test
    void inlineRunsAreNotCounted() {
        AttemptStep step = tally.attempt(TestFacts.waiting(null, null));
        step.started();
        step.ended(ending(new Transition.Succeed(null)));

        assertThat(tally.take()).isEmpty();
    }
}
