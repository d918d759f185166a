package org.caraway.internal.observation;

import java.time.Duration;
import org.caraway.internal.lifecycle.Transition;
import org.jspecify.annotations.Nullable;

/**
 * The result of a completed attempt. Immutable.
 *
 * @param next the transition of the task
 * @param failure the exception, null if it did not fail, or failed on another node
 * @param runTime the run time of the attempt, zero if unknown on this node
 * @param expected whether {@link org.caraway.Task#expected()} lists the exception
 */
public record AttemptResult(Transition next, @Nullable Throwable failure, Duration runTime, boolean expected) {

    /** A result without an expected failure. */
    public AttemptResult(Transition next, @Nullable Throwable failure, Duration runTime) {
        this(next, failure, runTime, false);
    }

    /** The result of a task that became REVOKED without an attempt. */
    public static AttemptResult revoked(@Nullable String by) {
        return new AttemptResult(new Transition.Revoke(null, by), null, Duration.ZERO);
    }
}
