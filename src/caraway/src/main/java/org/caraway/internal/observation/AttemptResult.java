package org.caraway.internal.observation;

import java.time.Duration;
import org.caraway.internal.lifecycle.Transition;
import org.jspecify.annotations.Nullable;

/**
 * The result of a completed attempt. Immutable.
 *
 * @param next the transition of the task
 * @param failure what made it fail, null if it did not, or if that happened on another node
 * @param ran how long it ran, zero if nobody here knows
 * @param expected whether that failure belongs to the task's ordinary life
 */
public record AttemptResult(Transition next, @Nullable Throwable failure, Duration ran, boolean expected) {

    /** One that did not fail, or not as expected. */
    public AttemptResult(Transition next, @Nullable Throwable failure, Duration ran) {
        this(next, failure, ran, false);
    }

    /** Of a task that is REVOKED without an attempt's doing. */
    public static AttemptResult revoked(@Nullable String by) {
        return new AttemptResult(new Transition.Revoke(null, by), null, Duration.ZERO);
    }
}
