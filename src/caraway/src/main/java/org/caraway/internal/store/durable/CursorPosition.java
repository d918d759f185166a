package org.caraway.internal.store.durable;

import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * The position of an iteration, with the fencing token of its attempt. Immutable.
 *
 * @param value the position as JSON
 */
public record CursorPosition(ClaimedTask task, @Nullable String value) {}
