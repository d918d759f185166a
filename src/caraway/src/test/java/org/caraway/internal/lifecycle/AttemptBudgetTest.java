package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.caraway.TaskError;
import org.junit.jupiter.api.Test;

class AttemptBudgetTest {

    private static final TaskError ERROR = new TaskError("Boom", "bang", "");
    private static final RetryPolicy POLICY =
            new RetryPolicy(List.of(), List.of(), 3, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(10), false);

    @Test
    void retriesAndDeliveriesWaitByTheirOwnNumbers() {
        AttemptBudget budget = new AttemptBudget(POLICY, 3, 9, 1);

        assertThat(budget.retry(ERROR, new Random(1)).rescheduleDelay()).contains(Duration.ofSeconds(8));
        assertThat(budget.deliveryDelay(new Random(1))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aRetryKnowsTheLongestWaitThatCouldHaveBeenDrawn() {
        RetryPolicy drawing = new RetryPolicy(
                POLICY.retryFor(), POLICY.dontRetryFor(), 3, POLICY.delay(), 2.0, POLICY.delayMax(), true);

        Transition drawn = new AttemptBudget(drawing, 1, 9, 1).retry(ERROR, new Random(1));

        assertThat(drawn).isInstanceOfSatisfying(Transition.Retry.class, retry -> {
            assertThat(retry.longest()).isEqualTo(Duration.ofSeconds(2));
            assertThat(retry.delay()).isLessThan(Duration.ofSeconds(2));
        });
    }

    @Test
    void theLastDeliveryIsTheOneThatReachesTheLargestNumber() {
        assertThat(new AttemptBudget(POLICY, 0, 3, 1).allowsDelivery()).isTrue();
        assertThat(new AttemptBudget(POLICY, 0, 3, 2).allowsDelivery()).isFalse();
    }
}
