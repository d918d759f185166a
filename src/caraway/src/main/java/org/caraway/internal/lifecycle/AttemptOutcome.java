package org.caraway.internal.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. Immutable. */
public sealed interface AttemptOutcome {

    /** What was thrown, by the method or on its behalf; null if nothing was that went wrong. */
    @Nullable
    Throwable failure();

    /**
     * The method returned.
     *
     * @param result what it returned, as JSON
     */
    record Succeeded(@Nullable String result) implements AttemptOutcome {

        @Override
        public @Nullable Throwable failure() {
            return null;
        }
    }

    /**
     * The method threw.
     *
     * @param failure what it threw
     */
    record Failed(Throwable failure) implements AttemptOutcome {}

    /**
     * The method asked to be run again, which uses up a retry.
     *
     * @param delay the wait before, null for as the policy says
     * @param failure what it threw to say so; its cause, if any, is why
     */
    record RetryRequested(@Nullable Duration delay, Throwable failure) implements AttemptOutcome {}

    /**
     * The method asked to be run again, which uses up nothing.
     *
     * @param delay the wait before
     */
    record Postponed(Duration delay) implements AttemptOutcome {
        @Override
        public @Nullable Throwable failure() {
            return null;
        }
    }

    /**
     * The method refused its task: it fails at once, whatever the policy covers.
     *
     * @param failure what it threw to say so
     */
    record Rejected(Throwable failure) implements AttemptOutcome {}

    /** The method found nothing to do: the task is over, without a result. */
    record Ignored() implements AttemptOutcome {
        @Override
        public @Nullable Throwable failure() {
            return null;
        }
    }

    /**
     * The method returned, but its transaction did not commit, for a reason that may pass: retried whatever the policy covers,
     * as often as it allows.
     *
     * @param failure what the commit threw
     */
    record NotCommitted(Throwable failure) implements AttemptOutcome {}

    /**
     * The attempt ended in a way after which the task may not run again, whatever the policy covers.
     *
     * @param failure what happened
     */
    record NonRetryable(Throwable failure) implements AttemptOutcome {}

    /**
     * The method's transaction lost its database, so that nothing of it remains: if the policy provides no retry for it, the task
     * runs again as if its worker had been lost.
     *
     * @param failure what says so
     */
    record DatabaseLost(Throwable failure) implements AttemptOutcome {}

    /**
     * The server has taken the application's classes away while the method ran: the task runs again at once, on another worker, as if
     * this one had been lost.
     *
     * @param failure what says so
     */
    record ApplicationUndeployed(Throwable failure) implements AttemptOutcome {}
}
