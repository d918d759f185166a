package org.caraway.internal.store;

import org.caraway.internal.lifecycle.NextStep;
import org.jspecify.annotations.Nullable;

/**
 * The end of one attempt, to be written under its fencing token. Immutable.
 *
 * @param task the task as it was claimed
 * @param next what follows
 * @param reports the last progress and partial result, null if none were made
 */
public record AttemptEnd(
        ClaimedTask task, NextStep next, @Nullable AttemptReport reports) {}
