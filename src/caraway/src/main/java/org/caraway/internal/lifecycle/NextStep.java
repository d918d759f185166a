package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.caraway.MaxRetriesExceededException;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** What follows the outcome of an attempt. Immutable. */
public sealed interface NextStep {

    /** Why the attempt did not do, null if it did. */
    @Nullable
    TaskError error();

    /**
     * The task is over: SUCCESS.
     *
     * @param result what the method returned, as JSON; null for nothing
     */
    record Succeed(@Nullable String result) implements NextStep {

        @Override
        public @Nullable TaskError error() {
            return null;
        }
    }

    /**
     * The task is over: FAILURE.
     *
     * @param error why
     */
    record Fail(TaskError error) implements NextStep {}

    /**
     * The task runs again: RETRY.
     *
     * @param delay the wait before, by the database's clock
     * @param error why this attempt did not do
     * @param against what it counts against
     */
    record RunAgain(Duration delay, TaskError error, Against against) implements NextStep {

        /** A retry. */
        public RunAgain(Duration delay, TaskError error) {
            this(delay, error, Against.RETRIES);
        }
    }

    /** What another run counts against. */
    enum Against {
        /** The retries that the task may have. */
        RETRIES,
        /** The deliveries: the attempt was lost through no doing of the task. */
        DELIVERIES
    }

    /** What follows {@code outcome} for a task that may and did run again as {@code allowance} says. */
    static NextStep after(AttemptOutcome outcome, Allowance allowance, RandomGenerator random) {
        if (outcome instanceof AttemptOutcome.Succeeded succeeded) {
            return new Succeed(succeeded.result());
        }
        if (outcome instanceof AttemptOutcome.RetryRequested requested) {
            return afterRequest(requested, allowance);
        }
        if (outcome instanceof AttemptOutcome.Final last) {
            return new Fail(ErrorText.of(last.failure()));
        }
        if (outcome instanceof AttemptOutcome.DatabaseLost lost) {
            return afterLoss(lost.failure(), allowance, random);
        }
        if (outcome instanceof AttemptOutcome.NotCommitted notCommitted) {
            return again(true, notCommitted.failure(), allowance, random);
        }
        Throwable failure = ((AttemptOutcome.Failed) outcome).failure();
        return again(allowance.policy().covers(failure), failure, allowance, random);
    }

    private static NextStep again(boolean covered, Throwable failure, Allowance allowance, RandomGenerator random) {
        TaskError error = ErrorText.of(failure);
        RetryPolicy policy = allowance.policy();
        return covered && policy.allowsAnother(allowance.retriesUsed())
                ? new RunAgain(policy.delayBefore(allowance.retriesUsed() + 1, random), error)
                : new Fail(error);
    }

    /** A retry that the policy provides for comes first, with the wait that it asks for. */
    private static NextStep afterLoss(Throwable failure, Allowance allowance, RandomGenerator random) {
        NextStep retry = again(allowance.policy().covers(failure), failure, allowance, random);
        int deliveries = allowance.deliveriesUsed() + 1;
        return retry instanceof Fail && deliveries < allowance.maxDeliveries()
                ? new RunAgain(
                        allowance.policy().delayBefore(deliveries, random), ErrorText.of(failure), Against.DELIVERIES)
                : retry;
    }

    private static NextStep afterRequest(AttemptOutcome.RetryRequested requested, Allowance allowance) {
        Throwable cause = requested.request().getCause();
        if (allowance.policy().allowsAnother(allowance.retriesUsed())) {
            return new RunAgain(requested.delay(), ErrorText.of(cause == null ? requested.request() : cause));
        }
        String message = "The task asked for a retry, but has used all of its "
                + allowance.policy().maxRetries() + " retries; raise maxRetries if it needs more";
        return new Fail(ErrorText.of(cause == null ? new MaxRetriesExceededException(message) : cause));
    }
}
