package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.caraway.MaxRetriesExceededException;
import org.caraway.TaskError;
import org.caraway.admin.TaskChange;
import org.jspecify.annotations.Nullable;

/** What follows the outcome of an attempt. Immutable. */
public sealed interface Transition {

    /** Why the attempt did not do, null if it did. */
    @Nullable
    TaskError error();

    /** As what followers are told of it. */
    TaskChange.Kind kind();

    /** How long until the task runs again, by the database's clock; absent if it is over. */
    default Optional<Duration> rescheduleDelay() {
        return Optional.empty();
    }

    /**
     * The task is over: SUCCESS.
     *
     * @param result what the method returned, as JSON; null for nothing
     */
    record Succeed(@Nullable String result) implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.SUCCEEDED;
        }

        @Override
        public @Nullable TaskError error() {
            return null;
        }
    }

    /** The task is over, without a result: SUCCESS. */
    record Ignore() implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.IGNORED;
        }

        @Override
        public @Nullable TaskError error() {
            return null;
        }
    }

    /**
     * The task is over: FAILURE.
     *
     * @param error why
     * @param reason why it does not run again
     */
    record Fail(TaskError error, Reason reason) implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return reason == Reason.REJECTED ? TaskChange.Kind.REJECTED : TaskChange.Kind.FAILED;
        }

        /** Because nothing provides for it. */
        public Fail(TaskError error) {
            this(error, Reason.NOT_RETRIED);
        }
    }

    /** Why a task that failed does not run again. */
    enum Reason {
        /** Neither its policy nor the task itself asks for it. */
        NOT_RETRIED,
        /** It would, but has used all of its retries. */
        RETRIES_EXHAUSTED,
        /** The task refused itself. */
        REJECTED
    }

    /**
     * The task is over: REVOKED.
     *
     * @param error how its attempt ended, null if none began
     * @param by who revoked it, null if nobody said
     */
    record Revoke(@Nullable TaskError error, @Nullable String by) implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.REVOKED;
        }
    }

    /**
     * The task runs again: RETRY.
     *
     * @param delay the wait before, by the database's clock
     * @param error why this attempt did not do
     * @param budget what it counts against
     */
    record Retry(Duration delay, TaskError error, Budget budget) implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.RETRIED;
        }

        /** A retry. */
        public Retry(Duration delay, TaskError error) {
            this(delay, error, Budget.RETRIES);
        }

        @Override
        public Optional<Duration> rescheduleDelay() {
            return Optional.of(delay);
        }
    }

    /**
     * The task runs again, and nothing is counted but the attempt: PENDING.
     *
     * @param delay the wait before, by the database's clock
     */
    record Postpone(Duration delay) implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.POSTPONED;
        }

        @Override
        public @Nullable TaskError error() {
            return null;
        }

        @Override
        public Optional<Duration> rescheduleDelay() {
            return Optional.of(delay);
        }
    }

    /** The task is over before the attempt has begun: EXPIRED. */
    record Expire() implements Transition {

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.EXPIRED;
        }

        @Override
        public @Nullable TaskError error() {
            return null;
        }
    }

    /** What another run counts against. */
    enum Budget {
        /** The retries that the task may have. */
        RETRIES,
        /** The deliveries: the attempt was lost through no doing of the task. */
        DELIVERIES
    }

    /** What follows {@code outcome} for a task that may and did run again as {@code allowance} says. */
    static Transition after(AttemptOutcome outcome, AttemptBudget allowance, RandomGenerator random) {
        if (outcome instanceof AttemptOutcome.Succeeded succeeded) {
            return new Succeed(succeeded.result());
        }
        if (outcome instanceof AttemptOutcome.RetryRequested requested) {
            return afterRequest(requested, allowance, random);
        }
        if (outcome instanceof AttemptOutcome.Postponed postponed) {
            return new Postpone(postponed.delay());
        }
        if (outcome instanceof AttemptOutcome.Ignored) {
            return new Ignore();
        }
        if (outcome instanceof AttemptOutcome.Rejected rejected) {
            return new Fail(ErrorText.of(rejected.failure()), Reason.REJECTED);
        }
        if (outcome instanceof AttemptOutcome.NonRetryable last) {
            return new Fail(ErrorText.of(last.failure()));
        }
        if (outcome instanceof AttemptOutcome.DatabaseLost lost) {
            return afterLoss(lost.failure(), allowance, random);
        }
        if (outcome instanceof AttemptOutcome.ApplicationUndeployed gone) {
            return elsewhere(gone.failure(), allowance);
        }
        if (outcome instanceof AttemptOutcome.NotCommitted notCommitted) {
            return again(true, notCommitted.failure(), allowance, random);
        }
        Throwable failure = ((AttemptOutcome.Failed) outcome).failure();
        return again(allowance.policy().covers(failure), failure, allowance, random);
    }

    private static Transition again(
            boolean covered, Throwable failure, AttemptBudget allowance, RandomGenerator random) {
        TaskError error = ErrorText.of(failure);
        if (!covered) {
            return new Fail(error);
        }
        RetryPolicy policy = allowance.policy();
        return policy.allowsAnother(allowance.retriesUsed())
                ? new Retry(policy.delayBefore(allowance.retriesUsed() + 1, random), error)
                : new Fail(error, Reason.RETRIES_EXHAUSTED);
    }

    /** A retry that the policy provides for comes first, with the wait that it asks for. */
    private static Transition afterLoss(Throwable failure, AttemptBudget allowance, RandomGenerator random) {
        Transition retry = again(allowance.policy().covers(failure), failure, allowance, random);
        int deliveries = allowance.deliveriesUsed() + 1;
        return retry instanceof Fail && deliveries < allowance.maxDeliveries()
                ? new Retry(
                        allowance.policy().delayBefore(deliveries, random), ErrorText.of(failure), Budget.DELIVERIES)
                : retry;
    }

    private static Transition elsewhere(Throwable failure, AttemptBudget allowance) {
        TaskError error = ErrorText.of(failure);
        return allowance.deliveriesUsed() + 1 < allowance.maxDeliveries()
                ? new Retry(Duration.ZERO, error, Budget.DELIVERIES)
                : new Fail(error);
    }

    private static Transition afterRequest(
            AttemptOutcome.RetryRequested requested, AttemptBudget allowance, RandomGenerator random) {
        RetryPolicy policy = allowance.policy();
        Throwable cause = requested.failure().getCause();
        if (policy.allowsAnother(allowance.retriesUsed())) {
            Duration wish = requested.delay();
            return new Retry(
                    wish == null ? policy.delayBefore(allowance.retriesUsed() + 1, random) : wish,
                    ErrorText.of(cause == null ? requested.failure() : cause));
        }
        Throwable failure =
                requested.failure() instanceof MaxRetriesExceededException told ? told : policy.exhausted(null);
        return new Fail(ErrorText.of(cause == null ? failure : cause), Reason.RETRIES_EXHAUSTED);
    }
}
