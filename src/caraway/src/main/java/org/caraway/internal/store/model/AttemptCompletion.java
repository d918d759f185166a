package org.caraway.internal.store.model;

import java.time.Duration;
import org.caraway.internal.lifecycle.Transition;
import org.jspecify.annotations.Nullable;

/**
 * The end of one attempt, to be written under its fencing token. Immutable.
 *
 * @param task the task as it was claimed
 * @param next what follows
 * @param reports the last progress and partial result, null if none were made
 * @param retainFor how long the task is kept if it is over now, null for as long as the configuration says
 */
public record AttemptCompletion(
        ClaimedTask task,
        Transition next,
        @Nullable AttemptReport reports,
        @Nullable Duration retainFor) {

    /** Of a task that is kept as long as the configuration says. */
    public AttemptCompletion(ClaimedTask task, Transition next, @Nullable AttemptReport reports) {
        this(task, next, reports, null);
    }
}
