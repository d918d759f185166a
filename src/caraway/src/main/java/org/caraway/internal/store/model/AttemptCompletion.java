package org.caraway.internal.store.model;

import java.time.Duration;
import org.caraway.internal.lifecycle.Transition;
import org.jspecify.annotations.Nullable;

/**
 * The completion of one attempt, to be written under its fencing token. Immutable.
 *
 * @param task the task as it was claimed
 * @param next the transition
 * @param reports the last progress and partial result, null if none were reported
 * @param retainFor how long the task is kept if it is finished now, null for the configured retention
 * @param change what the attempt asks for in its workflow
 */
public record AttemptCompletion(
        ClaimedTask task,
        Transition next,
        @Nullable AttemptReport reports,
        @Nullable Duration retainFor,
        WorkflowChange change) {

    /** The completion of an attempt that asks for nothing in a workflow. */
    public AttemptCompletion(
            ClaimedTask task, Transition next, @Nullable AttemptReport reports, @Nullable Duration retainFor) {
        this(task, next, reports, retainFor, WorkflowChange.NONE);
    }

    /** The completion for a task that is kept for the configured retention. */
    public AttemptCompletion(ClaimedTask task, Transition next, @Nullable AttemptReport reports) {
        this(task, next, reports, null);
    }
}
