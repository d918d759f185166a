package org.caraway.internal.store.admin;

import org.caraway.RevokeOutcome;
import org.caraway.internal.store.model.FinishedTask;
import org.jspecify.annotations.Nullable;

/**
 * The result of one revocation. Immutable.
 *
 * @param outcome for the caller
 * @param ended the task, if the revocation finished it
 */
public record RevokeResult(RevokeOutcome outcome, @Nullable FinishedTask ended) {}
