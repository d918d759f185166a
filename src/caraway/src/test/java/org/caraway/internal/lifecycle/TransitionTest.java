package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.admin.TaskChange;
import org.junit.jupiter.api.Test;

class TransitionTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final TaskError ERROR = new TaskError("Boom", "bang", "");
    private static final Transition LOST = new Transition.Retry(SECOND, ERROR, Transition.Budget.DELIVERIES);

    private static final List<Transition> ALL = List.of(
            new Transition.Succeed("42"),
            new Transition.Ignore(),
            new Transition.Fail(ERROR),
            new Transition.Revoke(null, "ops"),
            new Transition.Retry(SECOND, ERROR),
            new Transition.Postpone(SECOND),
            new Transition.Expire());

    @Test
    void eachFoldsToItsOwnCase() {
        assertThat(ALL).allSatisfy(transition -> assertThat(transition.fold(new Self()))
                .isSameAs(transition));
    }

    @Test
    void eachLeadsToItsState() {
        assertThat(ALL)
                .extracting(Transition::state)
                .containsExactly(
                        TaskState.SUCCESS,
                        TaskState.SUCCESS,
                        TaskState.FAILURE,
                        TaskState.REVOKED,
                        TaskState.RETRY,
                        TaskState.PENDING,
                        TaskState.EXPIRED);
    }

    @Test
    void eachSaysHowItsAttemptEnded() {
        assertThat(ALL)
                .extracting(transition ->
                        Optional.ofNullable(transition.attemptOutcome()).orElse("not kept"))
                .containsExactly("not kept", "IGNORED", "FAILURE", "REVOKED", "RETRY", "POSTPONED", "not kept");
    }

    @Test
    void onlyARejectionIsReportedAsRejected() {
        Transition rejected = new Transition.Fail(ERROR, Transition.Reason.REJECTED);

        assertThat(rejected.attemptOutcome()).isEqualTo("REJECTED");
        assertThat(rejected.kind()).isEqualTo(TaskChange.Kind.REJECTED);
        assertThat(new Transition.Fail(ERROR, Transition.Reason.RETRIES_EXHAUSTED).kind())
                .isEqualTo(TaskChange.Kind.FAILED);
    }

    @Test
    void onlyAFinalOneHasNoRescheduleDelay() {
        assertThat(ALL)
                .allSatisfy(transition ->
                        assertThat(transition.rescheduleDelay().isEmpty()).isEqualTo(transition.isFinal()));
    }

    @Test
    void theStateAgreesWithTheReportedKindOnWhetherTheTaskIsOver() {
        assertThat(ALL).allSatisfy(transition -> assertThat(transition.kind().isFinal())
                .isEqualTo(transition.isFinal()));
    }

    @Test
    void aRetryUsesARetryOrADelivery() {
        Transition retry = new Transition.Retry(SECOND, ERROR);

        assertThat(List.of(retry.retriesUsed(), retry.deliveriesUsed())).containsExactly(1, 0);
        assertThat(retry.attemptOutcome()).isEqualTo("RETRY");
        assertThat(List.of(LOST.retriesUsed(), LOST.deliveriesUsed())).containsExactly(0, 1);
        assertThat(LOST.attemptOutcome()).isEqualTo("LOST");
    }

    @Test
    void aPostponedTaskUsesNeither() {
        Transition postpone = new Transition.Postpone(SECOND);

        assertThat(List.of(postpone.retriesUsed(), postpone.deliveriesUsed())).containsExactly(0, 0);
    }

    @Test
    void aRetryWithoutDelayUsesTheSameBudget() {
        assertThat(LOST.withoutRetryDelay())
                .isEqualTo(new Transition.Retry(Duration.ZERO, ERROR, Transition.Budget.DELIVERIES));
    }

    @Test
    void onlyARetryBecomesAFailureWithoutRetry() {
        Transition postpone = new Transition.Postpone(SECOND);

        assertThat(LOST.withoutRetry(Transition.Reason.RETRIES_EXHAUSTED))
                .isEqualTo(new Transition.Fail(ERROR, Transition.Reason.RETRIES_EXHAUSTED));
        assertThat(postpone.withoutRetry(Transition.Reason.RETRIES_EXHAUSTED)).isSameAs(postpone);
    }

    private static final class Self implements TransitionCases<Transition> {

        @Override
        public Transition succeed(Transition.Succeed succeed) {
            return succeed;
        }

        @Override
        public Transition ignore(Transition.Ignore ignore) {
            return ignore;
        }

        @Override
        public Transition fail(Transition.Fail fail) {
            return fail;
        }

        @Override
        public Transition revoke(Transition.Revoke revoke) {
            return revoke;
        }

        @Override
        public Transition retry(Transition.Retry retry) {
            return retry;
        }

        @Override
        public Transition postpone(Transition.Postpone postpone) {
            return postpone;
        }

        @Override
        public Transition expire(Transition.Expire expire) {
            return expire;
        }
    }
}
