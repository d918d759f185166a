package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.Optional;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.admin.TaskChange;
import org.jspecify.annotations.Nullable;

/** The step of a task to its next state, after an attempt or in place of one. Immutable. */
public sealed interface Transition {

    /** The state that the task takes. */
    TaskState state();

    /** How the task feed reports this transition. */
    TaskChange.Kind kind();

    /** The outcome in the list of the task's attempts, null if that does not show the attempt. */
    @Nullable
    String attemptOutcome();

    /** The error of the attempt, null if it had none. */
    default @Nullable TaskError error() {
        return null;
    }

    /** What the method returned, as JSON; null for nothing. */
    default @Nullable String result() {
        return null;
    }

    /** The wait before the next attempt, by the database's clock; absent if the task is over. */
    default Optional<Duration> rescheduleDelay() {
        return Optional.empty();
    }

    /** How many retries this transition uses, 0 or 1. */
    default int retriesUsed() {
        return 0;
    }

    /** How many deliveries this transition uses, 0 or 1. */
    default int deliveriesUsed() {
        return 0;
    }

    /** Whether the method was called, or its attempt counts as if it had been. */
    default boolean counts() {
        return true;
    }

    /** Whether the task runs again because the database was unavailable for its method. */
    default boolean inOutage() {
        return false;
    }

    /** What the task waits for without a slot, null if it is not parked. */
    default @Nullable Parking parking() {
        return null;
    }

    /** Whether the task is over. */
    default boolean isFinal() {
        return state().isFinal();
    }

    /** The same transition, but a retry starts at once. */
    default Transition withoutRetryDelay() {
        return this;
    }

    /** The same transition, but a failure for this reason in place of a retry. */
    default Transition withoutRetry(Reason reason) {
        return this;
    }

    /** The same transition, but the message of its error, if it has one, ends with this. */
    default Transition withHint(String hint) {
        return this;
    }

    /** The answer of the case that fits. */
    <R> R fold(TransitionCases<R> cases);

    /**
     * The task is over: SUCCESS.
     *
     * @param result what the method returned, as JSON; null for nothing
     */
    record Succeed(@Nullable String result) implements Transition {

        @Override
        public TaskState state() {
            return TaskState.SUCCESS;
        }

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.SUCCEEDED;
        }

        @Override
        public @Nullable String attemptOutcome() {
            return null;
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.succeed(this);
        }
    }

    /** The task is over, without a result: SUCCESS. */
    record Ignore() implements Transition {

        @Override
        public TaskState state() {
            return TaskState.SUCCESS;
        }

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.IGNORED;
        }

        @Override
        public String attemptOutcome() {
            return "IGNORED";
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.ignore(this);
        }
    }

    /**
     * The task is over: FAILURE.
     *
     * @param error the error of the attempt
     * @param reason why the task is not retried
     */
    record Fail(TaskError error, Reason reason) implements Transition {

        /** A failure that nothing retries. */
        public Fail(TaskError error) {
            this(error, Reason.NOT_RETRIED);
        }

        @Override
        public TaskState state() {
            return TaskState.FAILURE;
        }

        @Override
        public TaskChange.Kind kind() {
            return reason == Reason.REJECTED ? TaskChange.Kind.REJECTED : TaskChange.Kind.FAILED;
        }

        @Override
        public String attemptOutcome() {
            return switch (reason) {
                case NOT_RETRIED, RETRIES_EXHAUSTED -> "FAILURE";
                case REJECTED -> "REJECTED";
            };
        }

        @Override
        public Transition withHint(String hint) {
            return new Fail(ErrorText.withHint(error, hint), reason);
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.fail(this);
        }
    }

    /** Why a task that failed is not retried. */
    enum Reason {
        /** Neither its policy nor the task itself asks for a retry. */
        NOT_RETRIED,
        /** It would be retried, but has used all of its retries. */
        RETRIES_EXHAUSTED,
        /** The method rejected the task. */
        REJECTED
    }

    /**
     * The task is over: REVOKED.
     *
     * @param error the error of the attempt, null if none began
     * @param by who revoked it, null if unknown
     */
    record Revoke(@Nullable TaskError error, @Nullable String by) implements Transition {

        @Override
        public TaskState state() {
            return TaskState.REVOKED;
        }

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.REVOKED;
        }

        @Override
        public String attemptOutcome() {
            return "REVOKED";
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.revoke(this);
        }
    }

    /**
     * The task runs again: RETRY.
     *
     * @param delay the wait before the next attempt, by the database's clock
     * @param error the error of this attempt
     * @param budget what the next attempt uses
     * @param longest the longest wait that could have been drawn; the delay itself if it was not drawn
     */
    record Retry(Duration delay, TaskError error, Budget budget, Duration longest) implements Transition {

        /** Was not drawn. */
        public Retry(Duration delay, TaskError error, Budget budget) {
            this(delay, error, budget, delay);
        }

        /** Was not drawn, and uses a retry. */
        public Retry(Duration delay, TaskError error) {
            this(delay, error, Budget.RETRIES);
        }

        @Override
        public TaskState state() {
            return TaskState.RETRY;
        }

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.RETRIED;
        }

        @Override
        public String attemptOutcome() {
            return switch (budget) {
                case RETRIES -> "RETRY";
                case DELIVERIES, INTERRUPTED, NONE -> "LOST";
            };
        }

        @Override
        public Optional<Duration> rescheduleDelay() {
            return Optional.of(delay);
        }

        @Override
        public int retriesUsed() {
            return budget == Budget.RETRIES ? 1 : 0;
        }

        @Override
        public int deliveriesUsed() {
            return budget == Budget.DELIVERIES ? 1 : 0;
        }

        @Override
        public boolean inOutage() {
            return budget == Budget.NONE;
        }

        @Override
        public Transition withoutRetryDelay() {
            return new Retry(Duration.ZERO, error, budget);
        }

        @Override
        public Transition withHint(String hint) {
            return new Retry(delay, ErrorText.withHint(error, hint), budget, longest);
        }

        @Override
        public Transition withoutRetry(Reason reason) {
            return new Fail(error, reason);
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.retry(this);
        }
    }

    /** What another attempt uses. */
    enum Budget {
        /** One of the retries that the task may have. */
        RETRIES,
        /** One of the deliveries: the task did not cause the loss of this attempt. */
        DELIVERIES,
        /** Nothing: the worker was told to stop. */
        INTERRUPTED,
        /** Nothing: the database was unavailable. */
        NONE
    }

    /**
     * The task runs again, and uses neither a retry nor a delivery: PENDING, or WAITING if it is parked.
     *
     * @param delay the wait before the next attempt, by the database's clock; the longest if it is parked
     * @param notBegun why its method was not called, null if the method asked for this; such an attempt is not listed
     * @param parking what it waits for, null if it is not parked
     */
    record Postpone(
            Duration delay,
            @Nullable TaskError notBegun,
            @Nullable Parking parking) implements Transition {

        /** At the request of the method. */
        public Postpone(Duration delay) {
            this(delay, null);
        }

        /** Not parked. */
        public Postpone(Duration delay, @Nullable TaskError notBegun) {
            this(delay, notBegun, null);
        }

        /** Parked at the request of the method. */
        public Postpone(Parking parking) {
            this(parking.longest(), null, parking);
        }

        @Override
        public @Nullable TaskError error() {
            return notBegun;
        }

        @Override
        public boolean counts() {
            return notBegun == null;
        }

        @Override
        public TaskState state() {
            return parking == null ? TaskState.PENDING : TaskState.WAITING;
        }

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.POSTPONED;
        }

        @Override
        public @Nullable String attemptOutcome() {
            return notBegun == null ? "POSTPONED" : null;
        }

        @Override
        public Optional<Duration> rescheduleDelay() {
            return Optional.of(delay);
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.postpone(this);
        }
    }

    /** The task is over before the attempt has begun: EXPIRED. */
    record Expire() implements Transition {

        @Override
        public TaskState state() {
            return TaskState.EXPIRED;
        }

        @Override
        public TaskChange.Kind kind() {
            return TaskChange.Kind.EXPIRED;
        }

        @Override
        public @Nullable String attemptOutcome() {
            return null;
        }

        @Override
        public <R> R fold(TransitionCases<R> cases) {
            return cases.expire(this);
        }
    }
}
