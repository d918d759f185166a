package org.caraway.internal.store.admin;

import org.caraway.RevokeOutcome;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;
import org.jspecify.annotations.Nullable;

/**
 * The result of one revocation. Immutable.
 *
 * @param outcome for the caller
 * @param ended the task, if the revocation finished it
 * @param advance what that has led to in workflows
 */
public record RevokeResult(RevokeOutcome outcome, @Nullable FinishedTask ended, Advance advance) {

    /** Without a task that was finished. */
    static RevokeResult of(RevokeOutcome outcome) {
        return new RevokeResult(outcome, null, Advance.NONE);
    }
}
