package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.caraway.MaxRetriesExceededException;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** The outcome of an attempt. Immutable. */
public sealed interface AttemptOutcome {

    /** The exception that the method threw, or that stands for what went wrong; null if nothing went wrong. */
    default @Nullable Throwable failure() {
        return null;
    }

    /** What the method returned, as JSON; null if it returned nothing, or did not return. */
    default @Nullable String result() {
        return null;
    }

    /** Whether the transaction of the task is committed; else it is rolled back. */
    default boolean commits() {
        return false;
    }

    /**
     * The transition of the task after this outcome.
     *
     * @param budget how many retries and deliveries the task may have, and has used
     * @param random draws the jitter of a retry's delay
     */
    Transition transition(AttemptBudget budget, RandomGenerator random);

    /**
     * The method returned.
     *
     * @param result what it returned, as JSON
     */
    record Succeeded(@Nullable String result) implements AttemptOutcome {

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Succeed(result);
        }
    }

    /**
     * The method threw: the task is retried if the policy covers this failure.
     *
     * @param failure what it threw
     * @param hint what may have caused it, for the message of the error; null for nothing
     */
    record Failed(Throwable failure, @Nullable String hint) implements AttemptOutcome {

        /** Without a hint. */
        public Failed(Throwable failure) {
            this(failure, null);
        }

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            Transition next = budget.retryIfCovered(failure, random);
            return hint == null ? next : next.withHint(hint);
        }
    }

    /**
     * The method asked for a retry, whatever the policy covers. The retry counts as any other.
     *
     * @param delay the wait before the retry, null for the wait of the policy
     * @param failure the request that it threw; the cause of the request, if any, is the error of the attempt
     */
    record RetryRequested(@Nullable Duration delay, Throwable failure) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            if (!budget.allowsRetry()) {
                return new Transition.Fail(errorOf(exhausted(budget)), Transition.Reason.RETRIES_EXHAUSTED);
            }
            TaskError error = errorOf(failure);
            return delay == null ? budget.retry(error, random) : new Transition.Retry(delay, error);
        }

        private TaskError errorOf(Throwable withoutCause) {
            Throwable cause = Causes.direct(failure);
            return ErrorText.of(cause == null ? withoutCause : cause);
        }

        private Throwable exhausted(AttemptBudget budget) {
            return failure instanceof MaxRetriesExceededException
                    ? failure
                    : budget.policy().exhausted(null);
        }
    }

    /**
     * The method asked to be run later. That uses neither a retry nor a delivery.
     *
     * @param delay the wait before the next attempt
     */
    record Postponed(Duration delay) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Postpone(delay);
        }
    }

    /**
     * The method asked to wait for something without a slot. That uses neither a retry nor a delivery.
     *
     * @param parking what it waits for
     */
    record Parked(Parking parking) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Postpone(parking);
        }
    }

    /** The method has let a workflow take its task's place: the task goes on as the last step of that. */
    record Replaced() implements AttemptOutcome {

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Postpone(Duration.ZERO);
        }
    }

    /**
     * The method rejected its task: the task fails at once, whatever the policy covers.
     *
     * @param failure the rejection that it threw
     */
    record Rejected(Throwable failure) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Fail(ErrorText.of(failure), Transition.Reason.REJECTED);
        }
    }

    /** The method found nothing to do: the task is over, without a result. */
    record Ignored() implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Ignore();
        }
    }

    /**
     * The method returned, but its transaction did not commit, for a reason that may pass: the task is retried whatever
     * the policy covers, while a retry is left.
     *
     * @param failure what the commit threw
     */
    record NotCommitted(Throwable failure) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return budget.retryIfAllowed(failure, random);
        }
    }

    /**
     * The attempt failed, and the task must not run again, whatever the policy covers.
     *
     * @param failure what went wrong
     */
    record NonRetryable(Throwable failure) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Fail(ErrorText.of(failure));
        }
    }

    /**
     * The method or the commit of its transaction met a database that was unavailable. If it is the one that holds the
     * queue, the task runs again and uses up nothing, as long as its {@link OutageBudget} allows. Otherwise it is
     * retried if the policy covers this failure and a retry is left; else it runs again as if its worker had been lost,
     * while a delivery is left.
     *
     * @param failure the exception that shows the outage
     * @param ofQueue whether it is known to be the database that holds the queue
     */
    record DatabaseLost(Throwable failure, boolean ofQueue) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            TaskError error = ErrorText.of(failure);
            if (ofQueue && budget.outages().allowsRetry()) {
                return new Transition.Retry(budget.outages().delay(random), error, Transition.Budget.NONE);
            }
            Transition next = budget.retryIfCovered(failure, random);
            return next.isFinal() && budget.allowsDelivery()
                    ? new Transition.Retry(budget.deliveryDelay(random), error, Transition.Budget.DELIVERIES)
                    : next;
        }
    }

    /**
     * The method was not called, for a reason that is not the task's. If the database was unavailable, or this worker
     * alone cannot read the arguments, the task returns to its queue as if it had not been claimed. Otherwise it runs
     * again as if its worker had been lost, while a delivery is left, so that nothing is tried without end.
     *
     * @param failure what went wrong
     * @param uncounted whether the database was unavailable, or another worker can run the task
     * @param backOff the wait before the task may be claimed again, at least
     */
    record NotBegun(Throwable failure, boolean uncounted, Duration backOff) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            TaskError error = ErrorText.of(failure);
            if (uncounted) {
                return new Transition.Postpone(backOff, error);
            }
            return budget.allowsDelivery()
                    ? new Transition.Retry(backOff, error, Transition.Budget.DELIVERIES)
                    : new Transition.Fail(error);
        }
    }

    /**
     * The server undeployed the application while the method ran: the task runs again at once, on another worker, and
     * uses neither a retry nor a delivery.
     *
     * @param failure the exception that shows the undeployment
     */
    record ApplicationUndeployed(Throwable failure) implements AttemptOutcome {

        @Override
        public Transition transition(AttemptBudget budget, RandomGenerator random) {
            return new Transition.Retry(Duration.ZERO, ErrorText.of(failure), Transition.Budget.INTERRUPTED);
        }
    }
}
