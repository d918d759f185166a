package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.caraway.TaskError;

/**
 * How many retries and deliveries a task may have, and how many it has used. Immutable.
 *
 * @param policy when the task is retried, and how often
 * @param retriesUsed the number of retries so far
 * @param maxDeliveries how often the task may be delivered to a worker that is then lost, or loses its database
 * @param deliveriesUsed how often that has happened
 * @param outages how long it is run again because of an unavailable database
 */
public record AttemptBudget(
        RetryPolicy policy, int retriesUsed, int maxDeliveries, int deliveriesUsed, OutageBudget outages) {

    /** For an attempt that is not run again because of an unavailable database. */
    public AttemptBudget(RetryPolicy policy, int retriesUsed, int maxDeliveries, int deliveriesUsed) {
        this(policy, retriesUsed, maxDeliveries, deliveriesUsed, OutageBudget.NONE);
    }

    /** Whether one more retry is allowed. */
    boolean allowsRetry() {
        return policy.allowsAnother(retriesUsed);
    }

    /** Whether one more delivery is allowed. */
    boolean allowsDelivery() {
        return deliveriesUsed + 1 < maxDeliveries;
    }

    /** The next retry, after the wait that the policy asks for. */
    Transition retry(TaskError error, RandomGenerator random) {
        int retry = retriesUsed + 1;
        return new Transition.Retry(
                policy.delayBefore(retry, random), error, Transition.Budget.RETRIES, policy.longestDelayBefore(retry));
    }

    /** The wait before the next delivery, by the same policy. */
    Duration deliveryDelay(RandomGenerator random) {
        return policy.delayBefore(deliveriesUsed + 1, random);
    }

    /** A retry if the policy covers this failure and one is left, else a failure. */
    Transition retryIfCovered(Throwable failure, RandomGenerator random) {
        return policy.covers(failure) ? retryIfAllowed(failure, random) : new Transition.Fail(ErrorText.of(failure));
    }

    /** A retry if one is left, else a failure; whether the policy covers this failure does not matter. */
    Transition retryIfAllowed(Throwable failure, RandomGenerator random) {
        TaskError error = ErrorText.of(failure);
        return allowsRetry() ? retry(error, random) : new Transition.Fail(error, Transition.Reason.RETRIES_EXHAUSTED);
    }
}
