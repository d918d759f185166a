package org.caraway.internal.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. Immutable. */
public sealed interface AttemptOutcome {

    /**
     * The method returned.
     *
     * @param result what it returned, as JSON
     */
    record Succeeded(@Nullable String result) implements AttemptOutcome {}

    /**
     * The method threw.
     *
     * @param failure what it threw
     */
    record Failed(Throwable failure) implements AttemptOutcome {}

    /**
     * The method asked to be run again.
     *
     * @param delay the wait before
     * @param request what it threw to say so; its cause, if any, is why
     */
    record RetryRequested(Duration delay, Throwable request) implements AttemptOutcome {}

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
    record Final(Throwable failure) implements AttemptOutcome {}

    /**
     * The method's transaction lost its database, so that nothing of it remains: if the policy provides no retry for it, the task
     * runs again as if its worker had been lost.
     *
     * @param failure what says so
     */
    record DatabaseLost(Throwable failure) implements AttemptOutcome {}
}
