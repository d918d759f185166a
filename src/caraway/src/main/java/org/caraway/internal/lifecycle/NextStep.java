package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.caraway.MaxRetriesExceededException;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** What follows the outcome of an attempt. Immutable. */
public sealed interface NextStep {

    /**
     * The task is over: SUCCESS.
     *
     * @param result what the method returned, as JSON; null for nothing
     */
    record Succeed(@Nullable String result) implements NextStep {}

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
     */
    record RunAgain(Duration delay, TaskError error) implements NextStep {}

    /** What follows {@code outcome} under {@code policy} when {@code retries} retries have been used. */
    static NextStep after(AttemptOutcome outcome, RetryPolicy policy, int retries, RandomGenerator random) {
        if (outcome instanceof AttemptOutcome.Succeeded succeeded) {
            return new Succeed(succeeded.result());
        }
        if (outcome instanceof AttemptOutcome.RetryRequested requested) {
            return afterRequest(requested, policy, retries);
        }
        if (outcome instanceof AttemptOutcome.NotCommitted notCommitted) {
            return again(policy.allowsAnother(retries), notCommitted.failure(), policy, retries, random);
        }
        Throwable failure = ((AttemptOutcome.Failed) outcome).failure();
        return again(policy.allowsAnother(retries) && policy.covers(failure), failure, policy, retries, random);
    }

    private static NextStep again(
            boolean allowed, Throwable failure, RetryPolicy policy, int retries, RandomGenerator random) {
        TaskError error = ErrorText.of(failure);
        return allowed ? new RunAgain(policy.delayBefore(retries + 1, random), error) : new Fail(error);
    }

    private static NextStep afterRequest(AttemptOutcome.RetryRequested requested, RetryPolicy policy, int retries) {
        Throwable cause = requested.request().getCause();
        if (policy.allowsAnother(retries)) {
            return new RunAgain(requested.delay(), ErrorText.of(cause == null ? requested.request() : cause));
        }
        String message = "The task asked for a retry, but has used all of its " + policy.maxRetries()
                + " retries; raise maxRetries if it needs more";
        return new Fail(ErrorText.of(cause == null ? new MaxRetriesExceededException(message) : cause));
    }
}
