package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.caraway.MaxRetriesExceededException;
import org.caraway.RetryRequest;
import org.caraway.TaskError;
import org.caraway.TaskRejectedException;
import org.caraway.TaskState;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AttemptOutcomeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aReturnedValueIsTheResult() {
        assertThat(after(new AttemptOutcome.Succeeded("42"), 3, 0)).isEqualTo(new Transition.Succeed("42"));
    }

    @Nested
    class AFailure {

        private final AttemptOutcome outcome = new AttemptOutcome.Failed(new IOException("disk"));

        @Test
        void thatIsCoveredIsRetriedAfterTheComputedWait() {
            Transition next = after(outcome, 3, 1);

            assertThat(next)
                    .asInstanceOf(InstanceOfAssertFactories.type(Transition.Retry.class))
                    .satisfies(again -> {
                        assertThat(again.delay()).isEqualTo(Duration.ofSeconds(2));
                        assertThat(again.error().message()).isEqualTo("disk");
                    });
        }

        @Test
        void isFinalWhenAllRetriesAreUsed() {
            assertThat(errorAfter(outcome, 3, 3).type()).isEqualTo(IOException.class.getName());
        }

        @Test
        void saysWhetherItWouldHaveBeenRetried() {
            assertThat(reasonAfter(outcome, 3, 3)).isEqualTo(Transition.Reason.RETRIES_EXHAUSTED);
            assertThat(reasonAfter(outcome, 0, 0)).isEqualTo(Transition.Reason.RETRIES_EXHAUSTED);
            assertThat(reasonAfter(new AttemptOutcome.Failed(new IllegalStateException("no")), 3, 3))
                    .isEqualTo(Transition.Reason.NOT_RETRIED);
        }

        @Test
        void isFinalAtOnceWithoutRetries() {
            assertThat(errorAfter(outcome, 0, 0).message()).isEqualTo("disk");
        }

        @Test
        void isNeverFinalWithRetriesWithoutEnd() {
            assertThat(after(outcome, -1, 1_000_000)).isInstanceOf(Transition.Retry.class);
        }

        @Test
        void thatIsNotCoveredIsFinal() {
            assertThat(errorAfter(new AttemptOutcome.Failed(new IllegalStateException("no")), 3, 0)
                            .message())
                    .isEqualTo("no");
        }

        @Test
        void thatIsExcludedIsFinalThoughItsSuperclassIsCovered() {
            assertThat(errorAfter(new AttemptOutcome.Failed(new FileNotFoundException("gone")), 3, 0)
                            .message())
                    .isEqualTo("gone");
        }
    }

    @Test
    void whatMayNotRunAgainFailsWhateverThePolicyCovers() {
        assertThat(errorAfter(new AttemptOutcome.NonRetryable(new IOException("disk")), 3, 0)
                        .message())
                .isEqualTo("disk");
    }

    @Test
    void aPostponedTaskRunsAgainWhateverItHasUsed() {
        assertThat(after(new AttemptOutcome.Postponed(SECOND), 0, 0)).isEqualTo(new Transition.Postpone(SECOND));
    }

    @Test
    void aRejectedTaskFailsWhateverThePolicyCovers() {
        TaskRejectedException refusal = new TaskRejectedException("no such account", new IOException("disk"));

        assertThat(after(new AttemptOutcome.Rejected(refusal), -1, 0))
                .isInstanceOfSatisfying(Transition.Fail.class, fail -> {
                    assertThat(fail.reason()).isEqualTo(Transition.Reason.REJECTED);
                    assertThat(fail.error().type()).isEqualTo("org.caraway.TaskRejectedException");
                    assertThat(fail.error().message()).isEqualTo("no such account");
                });
    }

    @Test
    void anIgnoredTaskIsOver() {
        assertThat(after(new AttemptOutcome.Ignored(), 3, 0)).isEqualTo(new Transition.Ignore());
    }

    @Nested
    class AnApplicationThatIsTakenAway {

        private final AttemptOutcome outcome =
                new AttemptOutcome.ApplicationUndeployed(new NoClassDefFoundError("shop/Invoice"));

        @Test
        void hasItsTaskRunAgainAtOnceAndUsesUpNeitherRetryNorDelivery() {
            AttemptBudget used = new AttemptBudget(policy(3), 3, 3, 2);

            assertThat(outcome.transition(used, new Random(1)))
                    .isInstanceOfSatisfying(Transition.Retry.class, again -> {
                        assertThat(again.delay()).isZero();
                        assertThat(again.attemptOutcome()).isEqualTo("LOST");
                        assertThat(again.retriesUsed() + again.deliveriesUsed()).isZero();
                        assertThat(again.inOutage()).isFalse();
                    });
        }
    }

    @Nested
    class ALostDatabase {

        private final AttemptOutcome outcome =
                new AttemptOutcome.DatabaseLost(new IllegalStateException("gone"), false);

        @Test
        void countsAsADeliveryWhereNoRetryIsProvidedFor() {
            assertThat(after(outcome, 0, 0)).isInstanceOfSatisfying(Transition.Retry.class, again -> {
                assertThat(again.budget()).isEqualTo(Transition.Budget.DELIVERIES);
                assertThat(again.error().message()).isEqualTo("gone");
            });
        }

        @Test
        void isRetriedWhereThePolicyCoversIt() {
            AttemptOutcome covered = new AttemptOutcome.DatabaseLost(new IOException("gone"), false);

            assertThat(after(covered, 1, 0))
                    .isInstanceOfSatisfying(Transition.Retry.class, again -> assertThat(again.budget())
                            .isEqualTo(Transition.Budget.RETRIES));
        }

        @Test
        void isFinalWhenAllDeliveriesAreUsed() {
            AttemptBudget used = new AttemptBudget(policy(3), 0, 3, 2);

            assertThat(outcome.transition(used, new Random(1))).isInstanceOf(Transition.Fail.class);
        }
    }

    @Nested
    class AnOutageOfTheQueuesDatabase {

        private final AttemptOutcome outcome = new AttemptOutcome.DatabaseLost(new IOException("gone"), true);

        @Test
        void usesUpNothingEvenWhereThePolicyCoversIt() {
            assertThat(lasting(Duration.ofMinutes(59))).isInstanceOfSatisfying(Transition.Retry.class, again -> {
                assertThat(again.budget()).isEqualTo(Transition.Budget.NONE);
                assertThat(again.retriesUsed()).isZero();
                assertThat(again.deliveriesUsed()).isZero();
                assertThat(again.inOutage()).isTrue();
            });
        }

        @Test
        void waitsLongerTheLongerItLastsUpToAMinute() {
            assertThat(delay(Duration.ZERO)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            assertThat(delay(Duration.ofSeconds(40))).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
            assertThat(delay(Duration.ofMinutes(50))).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        }

        @Test
        void countsAsAnyFailureWhenItHasLastedTooLong() {
            assertThat(lasting(Duration.ofHours(1)))
                    .isInstanceOfSatisfying(Transition.Retry.class, again -> assertThat(again.budget())
                            .isEqualTo(Transition.Budget.RETRIES));
        }

        private Duration delay(Duration lasting) {
            return lasting(lasting).rescheduleDelay().orElseThrow();
        }

        private Transition lasting(Duration lasting) {
            OutageBudget outages = new OutageBudget(Duration.ofHours(1), lasting);
            return outcome.transition(new AttemptBudget(policy(3), 0, 3, 0, outages), new Random(1));
        }
    }

    @Nested
    class AMethodThatWasNotCalled {

        private static final Duration BACK_OFF = Duration.ofSeconds(7);

        @Test
        void leavesItsTaskPendingInAnOutage() {
            Transition next = after(notBegun(true), 0, 0);

            assertThat(next.state()).isEqualTo(TaskState.PENDING);
            assertThat(next.rescheduleDelay()).contains(BACK_OFF);
            assertThat(next.attemptOutcome()).isNull();
            assertThat(next.error()).isNotNull();
        }

        @Test
        void countsAsADeliveryForAnyOtherReason() {
            assertThat(after(notBegun(false), 0, 0)).isInstanceOfSatisfying(Transition.Retry.class, again -> {
                assertThat(again.budget()).isEqualTo(Transition.Budget.DELIVERIES);
                assertThat(again.delay()).isEqualTo(BACK_OFF);
            });
        }

        @Test
        void isFinalWhenAllDeliveriesAreUsed() {
            AttemptBudget used = new AttemptBudget(policy(3), 0, 3, 2);

            assertThat(notBegun(false).transition(used, new Random(1))).isInstanceOf(Transition.Fail.class);
        }

        private AttemptOutcome notBegun(boolean unavailable) {
            return new AttemptOutcome.NotBegun(new IllegalStateException("no connection"), unavailable, BACK_OFF);
        }
    }

    @Nested
    class ACommitThatFailed {

        private final AttemptOutcome outcome = new AttemptOutcome.NotCommitted(new IllegalStateException("deadlock"));

        @Test
        void isRetriedWhateverThePolicyCovers() {
            assertThat(after(outcome, 1, 0)).isInstanceOf(Transition.Retry.class);
        }

        @Test
        void isFinalWhenAllRetriesAreUsed() {
            assertThat(errorAfter(outcome, 1, 1).message()).isEqualTo("deadlock");
        }
    }

    @Nested
    class ARequestForARetry {

        private final Duration wish = Duration.ofMinutes(7);

        @Test
        void isGrantedWithTheDelayThatItNames() {
            Transition next = after(request(null), 3, 2);

            assertThat(next)
                    .asInstanceOf(InstanceOfAssertFactories.type(Transition.Retry.class))
                    .satisfies(again -> {
                        assertThat(again.delay()).isEqualTo(wish);
                        assertThat(again.error().type()).isEqualTo(RetryRequest.class.getName());
                    });
        }

        @Test
        void isExplainedByItsCause() {
            Transition next = after(request(new IOException("busy")), 3, 2);

            assertThat(next)
                    .asInstanceOf(InstanceOfAssertFactories.type(Transition.Retry.class))
                    .satisfies(again -> assertThat(again.error().message()).isEqualTo("busy"));
        }

        @Test
        void failsWithItsCauseWhenNoRetryIsLeft() {
            assertThat(errorAfter(request(new IOException("busy")), 3, 3).message())
                    .isEqualTo("busy");
        }

        @Test
        void failsForItselfWhenNoRetryIsLeftAndThereIsNoCause() {
            TaskError error = errorAfter(request(null), 3, 3);

            assertThat(error.type()).isEqualTo(MaxRetriesExceededException.class.getName());
            assertThat(error.message()).contains("all of its 3 retries");
        }

        @Test
        void withoutADelayWaitsAsThePolicySays() {
            AttemptOutcome request =
                    new AttemptOutcome.RetryRequested(null, new RetryRequest(null, new IllegalStateException("busy")));

            assertThat(after(request, 3, 2))
                    .isInstanceOfSatisfying(Transition.Retry.class, again -> assertThat(again.delay())
                            .isEqualTo(Duration.ofSeconds(4)));
        }

        private AttemptOutcome request(@org.jspecify.annotations.Nullable Throwable cause) {
            return new AttemptOutcome.RetryRequested(wish, new RetryRequest(wish, cause));
        }
    }

    private static Transition after(AttemptOutcome outcome, int maxRetries, int retries) {
        return outcome.transition(new AttemptBudget(policy(maxRetries), retries, 3, 0), new Random(1));
    }

    private static RetryPolicy policy(int maxRetries) {
        return new RetryPolicy(
                List.of(IOException.class),
                List.of(FileNotFoundException.class),
                maxRetries,
                SECOND,
                2.0,
                Duration.ofMinutes(10),
                false);
    }

    private static Transition.Reason reasonAfter(AttemptOutcome outcome, int maxRetries, int retries) {
        return ((Transition.Fail) after(outcome, maxRetries, retries)).reason();
    }

    private static TaskError errorAfter(AttemptOutcome outcome, int maxRetries, int retries) {
        return ((Transition.Fail) after(outcome, maxRetries, retries)).error();
    }
}
